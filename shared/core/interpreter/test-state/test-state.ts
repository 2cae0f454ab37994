import { refuseContext, contextOf } from './context.ts';
import { inspectData, inspectItems } from './inspect.ts';
import { inspectMap, startMap, workOfMap, type MapStart } from './map-trial.ts';
import { readMock, refuseMock, type MockedWork } from './mock.ts';
import { refuseRequest, type StateTest, type StateTestOutcome, type StateTestRefusal, type TestSurroundings } from './model.ts';
import { verdictOf } from './outcome.ts';
import { findSubject } from './subject.ts';
import type { Trial, TrialRun } from './trial.ts';
import { runPlainly, runWithMock } from './work-trial.ts';

export type { StateTest, StateTestOutcome, StateTestRefusal, TestSurroundings } from './model.ts';

/**
 * Tests one state alone, as AWS's TestState does: with an input, and with its work either mocked or done by the caller. What the answer says
 * follows from what the interpreter does with the state. A request that makes no sense is answered by an exception; nothing is thrown.
 */
export function testState(test: StateTest, surroundings: TestSurroundings): StateTestOutcome | StateTestRefusal {
  const refusal = refuseMock(test) ?? refuseContext(test.context);
  if (refusal !== undefined) return refusal;
  const subject = findSubject(test, surroundings);
  if (!subject.ok) return subject.error;
  const mock = readMock(test, subject.value);
  if (!mock.ok) return mock.error;
  const context = contextOf(test, subject.value, surroundings);
  const trial: Trial = { subject: subject.value, state: subject.value.state, input: test.input ?? {}, variables: test.variables ?? {}, context, surroundings };
  return mock.value === undefined ? testPlainly(trial, test) : testWithMock(trial, mock.value, test);
}

const NOT_PREPARED = refuseRequest('The state uses what this interpreter does not execute');

function testPlainly(trial: Trial, test: StateTest): StateTestOutcome | StateTestRefusal {
  const run = runPlainly(trial);
  if (run === undefined) return NOT_PREPARED;
  if (run.snapshot.root.waitingFor?.kind === 'task') return refuseRequest('A mock must be specified to test this state');
  return told({ trial, run, test });
}

function testWithMock(trial: Trial, mocked: MockedWork, test: StateTest): StateTestOutcome | StateTestRefusal {
  if (trial.subject.type !== 'Map') return mockedOutcome({ trial, work: mocked, test });
  const start = startMap(trial, test);
  if (start === undefined) return NOT_PREPARED;
  if (start.progress === undefined && start.run.snapshot.status !== 'succeeded') return told({ trial, run: start.run, test, start });
  return mockedOutcome({ trial, work: workOfMap(mocked, start, test), test, start });
}

interface Told {
  readonly trial: Trial;
  readonly run: TrialRun;
  readonly test: StateTest;
  readonly start?: MapStart;
}

function mockedOutcome({ work, ...about }: Omit<Told, 'run'> & { readonly work: MockedWork }): StateTestOutcome | StateTestRefusal {
  const run = runWithMock(about.trial, work, about.test);
  return run === undefined ? NOT_PREPARED : told({ ...about, run });
}

/** The answer, with as much of the data as was asked for. */
function told({ trial, run, test, start }: Told): StateTestOutcome {
  const { outcome, errorDetails } = verdictOf(run, trial.state);
  if ((test.inspectionLevel ?? 'INFO') === 'INFO') return outcome;
  const isDone = outcome.status === 'SUCCEEDED';
  const data = inspectData({ trial, run, isDone });
  const ofMap = start === undefined ? {} : { ...inspectMap(start), ...(trial.subject.language === 'JSONPath' ? inspectItems(start.progress?.items) : {}) };
  return { ...outcome, inspectionData: { ...data, ...ofMap, ...(errorDetails === undefined ? {} : { errorDetails }) } };
}
