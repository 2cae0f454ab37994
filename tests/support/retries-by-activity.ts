import type { SFNClient } from '@aws-sdk/client-sfn';
import type { AslMachine, AslScope, AslState, TaskState } from '#shared/core/asl/model.ts';
import { TASK_RESOURCE } from '#shared/core/step-functions/bind-machine.ts';
import { isJsonObject, type JsonObject } from '#shared/core/kernel/json.ts';

/**
 * LocalStack gives all attempts of a state that waits for a token one token, and the outcome of the first. Of an activity it does not. So there, and only
 * there, a state with a Retry offers its message to whoever takes the tasks of an activity, one activity in place of each queue; all else stays as it is.
 * Price: of an activity it lets no Catch have the errors of its arguments.
 */
export function retriesByActivity(machine: AslMachine, activities: ReadonlyMap<string, string>): AslMachine {
  return { ...machine, ...inScope(machine, activities) };
}

function inScope<S extends AslScope>(scope: S, activities: ReadonlyMap<string, string>): S {
  return { ...scope, States: Object.fromEntries(Object.entries(scope.States).map(([name, state]) => [name, inState(state, activities)])) };
}

function inState(state: AslState, activities: ReadonlyMap<string, string>): AslState {
  switch (state.Type) {
    case 'Task':
      return state.Retry === undefined || state.Resource !== TASK_RESOURCE ? state : byActivity(state, activities);
    case 'Parallel':
      return { ...state, Branches: state.Branches.map((branch) => inScope(branch, activities)) };
    case 'Map':
      return {
        ...state,
        ...(state.ItemProcessor === undefined ? {} : { ItemProcessor: inScope(state.ItemProcessor, activities) }),
        ...(state.Iterator === undefined ? {} : { Iterator: inScope(state.Iterator, activities) }),
      };
    default:
      return state;
  }
}

function byActivity({ Arguments: given, Parameters: parameters, ...state }: TaskState, activities: ReadonlyMap<string, string>): AslState {
  const { QueueUrl: queue, MessageBody: body } = objectOf(given ?? parameters);
  const activity = activities.get(String(queue));
  if (activity === undefined) return { ...state, ...(given === undefined ? {} : { Arguments: given }), ...(parameters === undefined ? {} : { Parameters: parameters }) };
  const { token: _token, 'token.$': _path, ...message } = objectOf(body);
  return { ...state, Resource: activity, ...(given === undefined ? { Parameters: message } : { Arguments: message }) };
}

function objectOf(value: unknown): JsonObject {
  const given = JSON.parse(JSON.stringify(value ?? {}));
  return isJsonObject(given) ? given : {};
}

/** Lets a client publish machines with {@link retriesByActivity}. */
export function publishRetriesByActivity(client: SFNClient, activities: ReadonlyMap<string, string>): void {
  client.middlewareStack.add(
    (next) => (args) => {
      const { input } = args;
      const isMachine = 'definition' in input && typeof input.definition === 'string';
      return next(isMachine ? { ...args, input: { ...input, definition: JSON.stringify(retriesByActivity(JSON.parse(String(input.definition)), activities)) } } : args);
    },
    { step: 'initialize', name: 'retriesByActivity' },
  );
}
