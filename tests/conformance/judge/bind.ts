import type { AslMachine, AslScope, AslState, TaskState } from '#shared/core/asl/model.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';

/** Where the tasks of one run go. */
export interface Binding {
  readonly doors: Doors;
  /** Tells the runs apart that share the doors. */
  readonly run: string;
}

/** How tasks come to us. */
export interface Doors {
  readonly queueUrl: string;
  readonly activityArn: string;
}

/** Resource with which a state sends a message and waits until the holder of its token has answered. */
const RESOURCE = 'arn:aws:states:::sqs:sendMessage.waitForTaskToken';

/** A neutral program for a Step Functions: every Task of ours sends its Arguments to us and waits. Nothing else is changed. */
export function bindMachine(machine: AslMachine, binding: Binding): AslMachine {
  return { ...machine, ...bindScope(machine, binding) };
}

function bindScope<S extends AslScope>(scope: S, binding: Binding): S {
  return { ...scope, States: Object.fromEntries(Object.entries(scope.States).map(([name, state]) => [name, bindState(state, binding)])) };
}

function bindState(state: AslState, binding: Binding): AslState {
  if (state.Type === 'Task') return bindTask(state, binding);
  if (state.Type === 'Parallel') return { ...state, Branches: state.Branches.map((branch) => bindScope(branch, binding)) };
  if (state.Type === 'Map') return { ...state, ...(state.ItemProcessor === undefined ? {} : { ItemProcessor: bindScope(state.ItemProcessor, binding) }) };
  return state;
}

/**
 * With a Retry an activity, else a message: LocalStack gives the attempts of a state that waits for a token one token and the outcome of the
 * attempt before; of an activity it lets no Catch have the errors of its Arguments.
 */
function bindTask(state: TaskState, { doors, run }: Binding): TaskState {
  const request: JsonObject = { run, resource: state.Resource, arguments: state.Arguments ?? '{% $states.input %}' };
  if (state.Retry !== undefined) return { ...state, Resource: doors.activityArn, Arguments: request };
  return { ...state, Resource: RESOURCE, Arguments: { QueueUrl: doors.queueUrl, MessageBody: { ...request, token: '{% $states.context.Task.Token %}' } } };
}
