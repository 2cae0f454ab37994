import type { AslMachine } from '../../asl/model.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import { advance, startSnapshot } from '../advance.ts';
import type { ExecutionEvent } from '../event.ts';
import type { HistoryEvent } from '../history-event.ts';
import type { Step } from '../model.ts';
import { prepareProgram, type Program } from '../program.ts';
import type { Snapshot } from '../snapshot.ts';
import type { MockedWork } from './mock.ts';
import type { TestSurroundings } from './model.ts';
import { TESTED_STATE, type Subject } from './subject.ts';

/** One run of one state, alone in a machine. */
export interface Trial {
  readonly subject: Subject;
  /** The state as it runs: the subject's, or a part of it. */
  readonly state: JsonObject;
  readonly input: JsonValue;
  readonly variables: JsonObject;
  readonly context: JsonObject;
  readonly surroundings: TestSurroundings;
  /** Retries that every retrier is said to have taken. */
  readonly retries?: number;
}

/** How far a state came, with all that happened on the way. */
export interface TrialRun {
  readonly program: Program;
  readonly snapshot: Snapshot;
  readonly events: readonly HistoryEvent[];
  readonly commands: Step['commands'];
  /** How the work of a Task ended. */
  readonly work?: MockedWork;
}

const STUB = 'next ';

/** What the name of a state that the tested one leads to stands for. */
export function targetOf(stub: string): string {
  return stub.slice(STUB.length);
}

/** Enters the state. A machine that does not prepare, although it has been validated, is told to the caller as undefined. */
export function startTrial(trial: Trial): TrialRun | undefined {
  const { at, seed, causesQuoteValues = false } = trial.surroundings;
  const program = prepareProgram(toMachine(trial), { causesQuoteValues, contextObject: trial.context });
  if (!program.ok) return undefined;
  const facts = { id: 'test', name: 'test', machineId: 'test', machineName: 'test', startedAt: at, input: trial.input };
  const fresh = startSnapshot(facts);
  const first = { ...fresh, root: { ...fresh.root, variables: trial.variables } };
  const step = advance(program.value, first, { kind: 'execution-started', at, seed });
  return { program: program.value, snapshot: withRetries(step.snapshot, trial), events: step.events, commands: step.commands };
}

/** The counters of the retriers, as if they had granted retries before. */
function withRetries(snapshot: Snapshot, { retries, state }: Trial): Snapshot {
  const retriers = state['Retry'];
  if (retries === undefined || !isJsonArray(retriers)) return snapshot;
  return { ...snapshot, root: { ...snapshot.root, retries: retriers.map(() => retries) } };
}

/** Tells the state what happened, and adds what came of it. */
export function tell(run: TrialRun, event: ExecutionEvent): TrialRun {
  const step = advance(run.program, run.snapshot, event);
  return { ...run, snapshot: step.snapshot, events: [...run.events, ...step.events], commands: [...run.commands, ...step.commands] };
}

/** Completes the attempt that the state waits for; a state that waits for none stays as it is. */
export function settleTask(run: TrialRun, work: MockedWork, { at, seed }: TestSurroundings): TrialRun {
  const { waitingFor } = run.snapshot.root;
  if (waitingFor?.kind !== 'task') return run;
  return { ...tell(run, settlement(work, { at, seed, attemptId: waitingFor.attemptId })), work };
}

function settlement(work: MockedWork, { at, seed, attemptId }: { readonly at: number; readonly seed: string; readonly attemptId: string }): ExecutionEvent {
  if (work.kind === 'result') return { kind: 'task-succeeded', at, seed, attemptId, output: work.result };
  const { error, cause } = work;
  return { kind: 'task-failed', at, seed, attemptId, ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
}

function toMachine({ subject, state }: Trial): AslMachine {
  const targets = new Set<string>();
  const tested = withStubs(state, targets);
  const stubs = [...targets].map((name) => [name, { Type: 'Succeed' }] as const);
  const machine: unknown = { QueryLanguage: subject.machineLanguage, StartAt: TESTED_STATE, States: Object.fromEntries([...stubs, [TESTED_STATE, tested]]) };
  return machine as AslMachine;
}

/** Every way out leads to a stub of its own, so that the state's name cannot be one of them. */
function withStubs(state: JsonObject, targets: Set<string>): JsonObject {
  const stub = (holder: JsonObject, field: string): JsonObject => {
    const target = holder[field];
    if (typeof target !== 'string') return holder;
    targets.add(`${STUB}${target}`);
    return { ...holder, [field]: `${STUB}${target}` };
  };
  const own = stub(stub(state, 'Next'), 'Default');
  const lists = ['Choices', 'Catch'].flatMap((field) => {
    const list = own[field];
    return isJsonArray(list) ? [[field, list.map((item) => (isJsonObject(item) ? stub(item, 'Next') : item))] as const] : [];
  });
  return { ...own, ...Object.fromEntries(lists) };
}
