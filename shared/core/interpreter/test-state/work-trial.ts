import type { JsonObject } from '../../kernel/json.ts';
import type { MockedWork } from './mock.ts';
import type { StateTest } from './model.ts';
import { settleTask, startTrial, tell, type Trial, type TrialRun } from './trial.ts';

const OF_A_MAP = ['Items', 'ItemsPath', 'ItemSelector', 'ItemReader', 'ItemBatcher', 'ResultWriter', 'ItemProcessor', 'Iterator', 'Parameters'] as const;
const OF_MAP_NUMBERS = ['MaxConcurrency', 'ToleratedFailurePercentage', 'ToleratedFailureCount'] as const;

/** A Task that is left, retried and caught as the Map or Parallel is whose work is mocked. */
function asTask({ subject, state }: Trial): JsonObject {
  if (subject.type === 'Task') return state;
  const dropped: ReadonlySet<string> = new Set(['Label', 'Branches', ...OF_MAP_NUMBERS.flatMap((name) => [name, `${name}Path`]), ...(subject.type === 'Map' ? OF_A_MAP : [])]);
  const kept = Object.entries(state).filter(([name]) => !dropped.has(name));
  return { ...Object.fromEntries(kept), Type: 'Task', Resource: 'uwf:mock' };
}

/** Runs a state with its work done as the mock says. */
export function runWithMock(trial: Trial, work: MockedWork, test: StateTest): TrialRun | undefined {
  const retries = test.stateConfiguration?.retrierRetryCount;
  const run = startTrial({ ...trial, state: asTask(trial), ...(retries === undefined ? {} : { retries }) });
  return run === undefined ? undefined : settleTask(run, work, trial.surroundings);
}

/** Runs a state without a mock: a Task has its work done by the caller, a Wait is over at once. */
export function runPlainly(trial: Trial): TrialRun | undefined {
  const run = startTrial(trial);
  const waiting = run?.snapshot.root.waitingFor;
  if (run === undefined || waiting === undefined) return run;
  if (waiting.kind === 'task') return performed(trial, run);
  const timer = run.commands.find((command) => command.kind === 'start-timer');
  if (waiting.kind !== 'wait' || timer === undefined) return run;
  const { seed } = trial.surroundings;
  return tellTimer(run, { at: timer.dueAt, seed, timerId: waiting.timerId });
}

function tellTimer(run: TrialRun, { at, seed, timerId }: { readonly at: number; readonly seed: string; readonly timerId: string }): TrialRun {
  return tell(run, { kind: 'timer-fired', at, seed, timerId });
}

function performed(trial: Trial, run: TrialRun): TrialRun | undefined {
  const command = run.commands.find(({ kind }) => kind === 'schedule-task');
  const { perform } = trial.surroundings;
  if (command?.kind !== 'schedule-task' || perform === undefined) return run;
  const answer = perform({ resource: command.resource, arguments: command.arguments });
  return settleTask(run, 'output' in answer ? { kind: 'result', result: answer.output } : { kind: 'error', ...answer }, trial.surroundings);
}
