import type { AslMachine, AslRetrier, AslScope, AslState, MapState, QueryLanguage, TaskState, WaitState } from '../asl/model.ts';
import type { JsonObject, JsonValue } from '../kernel/json.ts';
import { TASK_MESSAGE_VERSION } from './task-message.ts';

/** URLs of the queues that tasks go to. */
export interface TaskQueues {
  /** For what the cloud does itself. */
  readonly steps: string;
  /** For what the bank does. */
  readonly bank: string;
}

/** A program and where its tasks go. */
export interface BindRequest {
  readonly machine: AslMachine;
  /** Names of the states whose work is done in the bank. */
  readonly bank: ReadonlySet<string>;
  /** Digest of the program. */
  readonly revision: string;
  readonly queues: TaskQueues;
}

/** Sends a message and waits until whoever holds its token has answered. */
export const TASK_RESOURCE = 'arn:aws:states:::sqs:sendMessage.waitForTaskToken';

/** Resources of ours; everything else is carried out by Step Functions as it is. */
const OWN_RESOURCE = /^uwf:/u;

/** What a state knows of the scopes around it. */
interface Place {
  readonly request: BindRequest;
  readonly language: QueryLanguage;
  /** Branches and Maps around the state: `0`, `0/*`. */
  readonly path: string;
  /** Maps around the state whose items go on at the same time. */
  readonly maps: number;
}

/**
 * A neutral program as Step Functions carries it out (ADR 0013): each task of ours becomes a message with a task token; times that are no whole seconds are
 * rounded up, as the service takes no others. Nothing else is changed, so that it goes the same way everywhere.
 */
export function bindMachine(request: BindRequest): AslMachine {
  const { machine } = request;
  const bound = bindScope(machine, { request, language: machine.QueryLanguage ?? 'JSONPath', path: '', maps: 0 });
  return machine.TimeoutSeconds === undefined ? bound : { ...bound, TimeoutSeconds: Math.ceil(machine.TimeoutSeconds) };
}

function bindScope<S extends AslScope>(scope: S, place: Place): S {
  return { ...scope, States: Object.fromEntries(Object.entries(scope.States).map(([name, state]) => [name, bindState(name, state, place)])) };
}

function bindState(name: string, state: AslState, place: Place): AslState {
  switch (state.Type) {
    case 'Task':
      return recovered(bindTask(name, state, { ...place, language: state.QueryLanguage ?? place.language }));
    case 'Parallel':
      return recovered({ ...state, Branches: state.Branches.map((branch, index) => bindScope(branch, inside(place, String(index)))) });
    case 'Map':
      return recovered(bindMap(state, { ...inside(place, '*'), maps: place.maps + (state.MaxConcurrency === 1 ? 0 : 1) }));
    case 'Wait':
      return inWholeSeconds(state);
    default:
      return state;
  }
}

function inside(place: Place, step: string): Place {
  return { ...place, path: place.path === '' ? step : `${place.path}/${step}` };
}

function bindMap(state: MapState, place: Place): MapState {
  if (state.ItemProcessor !== undefined) return { ...state, ItemProcessor: bindScope(state.ItemProcessor, place) };
  return state.Iterator === undefined ? state : { ...state, Iterator: bindScope(state.Iterator, place) };
}

function inWholeSeconds(state: WaitState): WaitState {
  return typeof state.Seconds === 'number' ? { ...state, Seconds: Math.ceil(state.Seconds) } : state;
}

function recovered<S extends { readonly Retry?: readonly AslRetrier[] }>(state: S): S {
  return state.Retry === undefined ? state : { ...state, Retry: state.Retry.map(roundedRetrier) };
}

/** At least a second between two attempts: the service takes no less. */
function roundedRetrier(retrier: AslRetrier): AslRetrier {
  const { IntervalSeconds, MaxDelaySeconds } = retrier;
  return {
    ...retrier,
    ...(IntervalSeconds === undefined ? {} : { IntervalSeconds: Math.max(Math.ceil(IntervalSeconds), 1) }),
    ...(MaxDelaySeconds === undefined ? {} : { MaxDelaySeconds: Math.ceil(MaxDelaySeconds) }),
  };
}

function bindTask(name: string, state: TaskState, place: Place): TaskState {
  if (!OWN_RESOURCE.test(state.Resource)) return state;
  const { bank, queues } = place.request;
  const { Arguments, Parameters, TimeoutSeconds, HeartbeatSeconds, ...rest } = state;
  const times = {
    ...(TimeoutSeconds === undefined ? {} : { TimeoutSeconds: wholeSeconds(TimeoutSeconds) }),
    ...(HeartbeatSeconds === undefined ? {} : { HeartbeatSeconds: wholeSeconds(HeartbeatSeconds) }),
  };
  const message = place.language === 'JSONata' ? jsonataMessage(name, Arguments, { state, place }) : pathMessage(name, Parameters, { state, place });
  const given = { QueueUrl: bank.has(name) ? queues.bank : queues.steps, MessageBody: message };
  return { ...rest, ...times, Resource: TASK_RESOURCE, ...(place.language === 'JSONata' ? { Arguments: given } : { Parameters: given }) };
}

function wholeSeconds(seconds: number | string): number | string {
  return typeof seconds === 'number' ? Math.ceil(seconds) : seconds;
}

interface Bound {
  readonly state: TaskState;
  readonly place: Place;
}

/** What is known before the execution. Not the number of an item: the service tells it in the selector of its Map only, not to the states inside. */
function fixedPart(name: string, { state, place }: Bound): JsonObject {
  return { v: TASK_MESSAGE_VERSION, revision: place.request.revision, state: name, resource: state.Resource, path: place.path, maps: place.maps };
}

function jsonataMessage(name: string, given: JsonValue | undefined, bound: Bound): JsonObject {
  const context = (path: string): string => `{% $states.context.${path} %}`;
  return {
    ...fixedPart(name, bound),
    execution: context('Execution.Name'),
    entered: context('State.EnteredTime'),
    retry: context('State.RetryCount'),
    token: context('Task.Token'),
    arguments: given ?? '{% $states.input %}',
  };
}

function pathMessage(name: string, given: JsonValue | undefined, bound: Bound): JsonObject {
  return {
    ...fixedPart(name, bound),
    'execution.$': '$$.Execution.Name',
    'entered.$': '$$.State.EnteredTime',
    'retry.$': '$$.State.RetryCount',
    'token.$': '$$.Task.Token',
    ...(given === undefined ? { 'arguments.$': '$' } : { arguments: given }),
  };
}
