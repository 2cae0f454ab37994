import type { JsonObject, JsonValue } from '../../kernel/json.ts';
import type { MockedWork } from './mock.ts';
import { verdictOf } from './outcome.ts';
import { runPlainly } from './work-trial.ts';
import { settleTask, startTrial, type Trial, type TrialRun } from './trial.ts';

/** What the inspection looks at. */
export interface Inspected {
  readonly trial: Trial;
  readonly run: TrialRun;
  readonly isDone: boolean;
}

const WITH_RESULT: ReadonlySet<string> = new Set(['Pass', 'Task', 'Map', 'Parallel']);

/** The data of a state between its fields, by the names of AWS: each is what a part of the state gives when it runs alone. */
export function inspectData(inspected: Inspected): JsonObject {
  const { trial } = inspected;
  const variables = Object.keys(trial.variables).length > 0 ? { variables: trial.variables } : {};
  const steps = trial.subject.language === 'JSONata' ? inspectArguments(inspected) : inspectPaths(inspected);
  return { input: trial.input, ...variables, ...steps };
}

function inspectArguments({ trial, run }: Inspected): JsonObject {
  const scheduled = run.commands.find(({ kind }) => kind === 'schedule-task');
  return trial.subject.type === 'Task' && scheduled?.kind === 'schedule-task' && Object.hasOwn(trial.state, 'Arguments') ? { afterArguments: scheduled.arguments } : {};
}

function inspectPaths(inspected: Inspected): JsonObject {
  const { trial, isDone } = inspected;
  const { work } = inspected.run;
  const { type } = trial.subject;
  const isStatic = type === 'Pass' && Object.hasOwn(trial.state, 'Result');
  const read = type === 'Parallel' || isStatic ? {} : readSteps(inspected);
  const result = isStatic ? trial.state['Result'] : type === 'Task' && work?.kind === 'result' ? work.result : undefined;
  const written = isDone && WITH_RESULT.has(type) ? writeSteps(inspected) : {};
  return { ...read, ...written, ...(result === undefined ? {} : { result }) };
}

/** A Pass with some of the state's fields. */
function passOutput(trial: Trial, ...names: readonly string[]): JsonValue | undefined {
  const kept = Object.entries(trial.state).filter(([name]) => names.includes(name) || name === 'QueryLanguage');
  const state = { ...Object.fromEntries(kept), Type: 'Pass', End: true };
  const run = runPlainly({ ...trial, state });
  return run === undefined ? undefined : verdictOf(run, state).outcome.output;
}

function readSteps({ trial, run }: Inspected): JsonObject {
  const { type } = trial.subject;
  const afterInputPath = passOutput(trial, 'InputPath');
  const scheduled = run.commands.find(({ kind }) => kind === 'schedule-task');
  const afterParameters = type === 'Task' ? (scheduled?.kind === 'schedule-task' ? scheduled.arguments : undefined) : type === 'Pass' ? passOutput(trial, 'InputPath', 'Parameters') : undefined;
  return { ...(afterInputPath === undefined ? {} : { afterInputPath }), ...(afterParameters === undefined ? {} : { afterParameters }) };
}

/** What the result became before it was put into the input, and after. */
function writeSteps({ trial, run: { work } }: Inspected): JsonObject {
  if (trial.subject.type === 'Pass') {
    const afterResultSelector = trial.state['Result'] ?? passOutput(trial, 'InputPath', 'Parameters');
    const afterResultPath = passOutput(trial, 'InputPath', 'Parameters', 'Result', 'ResultPath');
    return { ...(afterResultSelector === undefined ? {} : { afterResultSelector }), ...(afterResultPath === undefined ? {} : { afterResultPath }) };
  }
  if (work?.kind !== 'result') return {};
  const afterResultSelector = taskOutput(trial, work, 'ResultSelector');
  const afterResultPath = taskOutput(trial, work, 'ResultSelector', 'ResultPath');
  return { ...(afterResultSelector === undefined ? {} : { afterResultSelector }), ...(afterResultPath === undefined ? {} : { afterResultPath }) };
}

function taskOutput(trial: Trial, work: MockedWork, ...names: readonly string[]): JsonValue | undefined {
  const kept = Object.entries(trial.state).filter(([name]) => names.includes(name) || name === 'QueryLanguage');
  const state = { ...Object.fromEntries(kept), Type: 'Task', Resource: 'uwf:mock', End: true };
  const run = startTrial({ ...trial, state });
  return run === undefined ? undefined : verdictOf(settleTask(run, work, trial.surroundings), state).outcome.output;
}

/** The items of a Map in JSONPath mode, as its `ItemsPath` found them. */
export function inspectItems(items: readonly JsonValue[] | undefined): JsonObject {
  return items === undefined ? {} : { afterItemsPath: items };
}
