import { isDeepStrictEqual } from 'node:util';
import { assert } from '#shared/core/kernel/assert.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import { invoke, registeredBy, type FunctionApp, type InvocationInput } from './functions-core.ts';
import { ACTION, entry, flatten, type Action, type HistoryEntry, type OrchestratorAnswer } from './history.ts';

/**
 * A host for orchestrations: history log, virtual clock, timers, activities, events, child orchestrations, terminate, continueAsNew. It drives the real
 * `durable-functions` library through the texts that the host exchanges with it, and runs every turn a second time from the history: a turn that then asks for
 * something else is a fault. It is modelled on the source of the Durable Functions extension and of the Durable Task Framework; it was never verified on Azure.
 */
export interface DurableHost {
  readonly now: () => number;
  start(name: string, instanceId: string, input: JsonValue): void;
  raise(instanceId: string, event: string, body: string): 'told' | 'closed';
  terminate(instanceId: string): void;
  /** Does something at a time, between turns. */
  at(time: number, act: () => void | Promise<void>): void;
  /** When something is due next; undefined when nothing is. */
  nextAt(): number | undefined;
  /** Goes on until nothing is due any more; `limitMs` ends it at a time. */
  run(limitMs?: number): Promise<void>;
  /** Runs a function of the app, as a request or a timer does. */
  invoke(name: string, input: InvocationInput['input']): Promise<unknown>;
  instance(instanceId: string): InstanceView | undefined;
  instances(): readonly InstanceView[];
  readonly app: FunctionApp;
  /** Everything that the service keeps of orchestrations, as texts: inputs, histories, outputs, what they show, and what activities were given. */
  texts(): readonly string[];
  readonly statistics: HostStatistics;
  /** How much the histories of all instances and generations are. */
  kept(): { readonly events: number; readonly bytes: number };
}

export interface InstanceView {
  readonly instanceId: string;
  readonly status: 'Running' | 'Completed' | 'Failed' | 'Terminated';
  readonly output?: string;
  readonly customStatus: string;
  readonly generation: number;
  readonly name: string;
  readonly input: JsonValue;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface HostStatistics {
  turns: number;
  generations: number;
  /** Events of the longest history. */
  longestHistory: number;
  /** Characters of the longest text that an orchestration began with. */
  longestInput: number;
  /** Runs of each activity. */
  readonly runs: Map<string, number>;
}

export interface HostOptions {
  /** What registers the app, or what is registered already. */
  readonly register: (() => void) | FunctionApp;
  readonly startAt: number;
  /** One message per turn instead of all that have come. */
  readonly oneByOne?: boolean;
  /** Events are delivered twice, and activities that only pass something on are run twice. */
  readonly duplicates?: boolean;
  /** Time goes on by itself; otherwise it is that of what is done last. */
  readonly clock?: () => number;
  /** How the service is reached, as functions are told it that ask for it. */
  readonly service?: () => object;
  /** How long an activity takes; Infinity: it is lost. */
  readonly durationMs?: (activity: string, input: string) => number;
}

interface Instance {
  readonly instanceId: string;
  readonly name: string;
  readonly parent: { readonly instanceId: string; readonly generation: number; readonly taskId: number } | undefined;
  input: JsonValue;
  status: InstanceView['status'];
  output: string | undefined;
  customStatus: string;
  generation: number;
  history: HistoryEntry[];
  inbox: { readonly generation: number | undefined; readonly event: HistoryEntry }[];
  actions: readonly Action[];
  isNew: boolean;
  readonly createdAt: number;
  updatedAt: number;
}

interface Due {
  readonly at: number;
  readonly order: number;
  readonly act: () => void | Promise<void>;
}

const TURNS_MAX = 300_000;

/** Activities that do the work itself: their runs are counted exactly. */
const WORK = 'uwf-task';

const OUT_OF_PROC = '\n\n$OutOfProcData$:';

function asBefore(action: Action): object {
  const { isCanceled: _isCanceled, ...rest } = action;
  return rest;
}

/** The library writes a text that it passes on as JSON. */
function sentText(action: Action): string {
  return String(JSON.parse(String(action['input'])));
}

export function createDurableHost(options: HostOptions): DurableHost {
  const app = typeof options.register === 'function' ? registeredBy(options.register) : options.register;
  const instances = new Map<string, Instance>();
  const statistics: HostStatistics = { turns: 0, generations: 0, longestHistory: 0, longestInput: 0, runs: new Map() };
  const due: Due[] = [];
  const past: HistoryEntry[] = [];
  const given: string[] = [];
  let order = 0;
  let now = options.startAt;

  const service = (): Pick<InvocationInput, 'service'> => (options.service === undefined ? {} : { service: options.service() });

  const at: DurableHost['at'] = (time, act) => {
    order += 1;
    due.push({ at: Math.max(time, now), order, act });
  };

  const send = (target: { readonly instanceId: string; readonly generation?: number }, event: HistoryEntry): void => {
    const instance = instances.get(target.instanceId);
    const isMeant = instance?.status === 'Running' && (target.generation === undefined || target.generation === instance.generation);
    if (isMeant) instance.inbox.push({ generation: target.generation, event });
  };

  const create = (name: string, instanceId: string, input: JsonValue, parent?: Instance['parent']): void => {
    // One that is over makes place for another of its name, as `NonRunningStates` of the service's settings has it.
    assert(instances.get(instanceId)?.status !== 'Running', 'no two instances have one id');
    const instance: Instance = { instanceId, name, parent, input, status: 'Running', output: undefined, customStatus: '', generation: 0, history: [], inbox: [], actions: [], isNew: true, createdAt: now, updatedAt: now };
    instances.set(instanceId, instance);
  };

  const end = (instance: Instance, status: Exclude<Instance['status'], 'Running'>, output?: string): void => {
    instance.status = status;
    instance.updatedAt = now;
    instance.output = output;
    instance.inbox = [];
    const { parent } = instance;
    if (parent === undefined) return;
    const told = { TaskScheduledId: parent.taskId };
    if (status === 'Completed') send(parent, entry('scopeCompleted', now, { ...told, Result: JSON.stringify(output ?? null) }));
    else send(parent, entry('scopeFailed', now, { ...told, Reason: status, Details: status }));
  };

  const runActivity = async (from: { readonly instanceId: string; readonly generation: number }, taskId: number, name: string, input: string): Promise<void> => {
    statistics.runs.set(name, (statistics.runs.get(name) ?? 0) + 1);
    given.push(input);
    const told = { TaskScheduledId: taskId };
    try {
      if (options.duplicates === true && name !== WORK) await invoke(app, name, { input, ...service() });
      const result = await invoke(app, name, { input, ...service() });
      send(from, entry('taskCompleted', now, { ...told, Result: JSON.stringify(result ?? null) }));
    } catch (thrown) {
      send(from, entry('taskFailed', now, { ...told, Reason: 'failed', Details: thrown instanceof Error ? thrown.message : String(thrown) }));
    }
  };

  /** Schedules what is new, with the numbers that the library has given it. */
  const schedule = (instance: Instance, flat: readonly Action[]): void => {
    const { instanceId, generation } = instance;
    let id = instance.actions.filter(({ actionType }) => actionType !== ACTION.waitForEvent).length;
    for (const action of flat.slice(instance.actions.length)) {
      const taskId = id;
      switch (action.actionType) {
        case ACTION.callActivity: {
          const name = String(action['functionName']);
          const input = String(action['input']);
          instance.history.push(entry('taskScheduled', now, { EventId: taskId, Name: name }));
          const takes = options.durationMs?.(name, sentText(action)) ?? 0;
          if (Number.isFinite(takes)) at(now + takes, () => runActivity({ instanceId, generation }, taskId, name, input));
          break;
        }
        case ACTION.callOrchestrator: {
          const child = String(action['instanceId']);
          instance.history.push(entry('scopeCreated', now, { EventId: taskId, Name: String(action['functionName']), InstanceId: child }));
          create(String(action['functionName']), child, String(action['input']), { instanceId, generation, taskId });
          break;
        }
        case ACTION.createTimer: {
          const fireAt = Date.parse(String(action['fireAt']));
          instance.history.push(entry('timerCreated', now, { EventId: taskId, FireAt: String(action['fireAt']) }));
          assert(fireAt - now <= 6 * 86_400_000, 'timers are short ones');
          at(fireAt, () => send({ instanceId, generation }, entry('timerFired', now, { TimerId: taskId, FireAt: String(action['fireAt']) })));
          break;
        }
        default:
          assert(action.actionType === ACTION.waitForEvent || action.actionType === ACTION.continueAsNew, 'only known actions are asked for');
          continue;
      }
      id += 1;
    }
  };

  const call = async (instance: Instance): Promise<OrchestratorAnswer> => {
    const trigger: JsonObject = {
      history: instance.history,
      input: instance.input,
      instanceId: instance.instanceId,
      isReplaying: false,
      ...(instance.parent === undefined ? {} : { parentInstanceId: instance.parent.instanceId }),
      upperSchemaVersion: 1,
      upperSchemaVersionNew: 2,
      longRunningTimerIntervalDuration: '3.00:00:00',
      maximumShortTimerDuration: '6.00:00:00',
      defaultHttpAsyncRequestSleepTimeMillseconds: 30_000,
    };
    try {
      const answer = await invoke(app, instance.name, { input: JSON.stringify(trigger) });
      return JSON.parse(JSON.stringify(answer));
    } catch (thrown) {
      const text = thrown instanceof Error ? thrown.message : String(thrown);
      const [, data] = text.split(OUT_OF_PROC);
      assert(data !== undefined, `an orchestrator fails by the library's rules: ${text}`);
      return JSON.parse(data);
    }
  };

  const checkAnswer = async (instance: Instance, answer: OrchestratorAnswer, flat: readonly Action[]): Promise<void> => {
    const again = await call(instance);
    assert(isDeepStrictEqual(again, answer), 'a replay asks for the same');
    const known = flat.slice(0, instance.actions.length).map(asBefore);
    assert(isDeepStrictEqual(known, instance.actions.map(asBefore)), 'a later turn asks for all that earlier ones asked for');
    assert((answer.customStatus ?? '').length <= 8_192, 'the status is short enough');
  };

  const goOnAnew = (instance: Instance, input: string): void => {
    past.push(...instance.history);
    statistics.generations += 1;
    statistics.longestInput = Math.max(statistics.longestInput, input.length);
    // What has been delivered is gone with the history; what has not stays.
    Object.assign(instance, { input, generation: instance.generation + 1, history: [], actions: [], isNew: true, inbox: instance.inbox.filter(({ generation }) => generation === undefined) });
  };

  const conclude = (instance: Instance, answer: OrchestratorAnswer, flat: readonly Action[]): void => {
    const renewal = flat.find(({ actionType }) => actionType === ACTION.continueAsNew);
    schedule(instance, flat);
    instance.actions = flat;
    instance.customStatus = answer.customStatus ?? '';
    instance.history.push(entry('orchestratorCompleted', now));
    statistics.longestHistory = Math.max(statistics.longestHistory, instance.history.length);
    if (answer.error !== undefined) end(instance, 'Failed', answer.error);
    else if (renewal !== undefined) goOnAnew(instance, sentText(renewal));
    else if (answer.isDone) end(instance, 'Completed', answer.output);
  };

  const takeTurn = async (instance: Instance): Promise<void> => {
    statistics.turns += 1;
    assert(statistics.turns < TURNS_MAX, 'a test ends');
    for (const [index, event] of instance.history.entries()) instance.history[index] = { ...event, IsPlayed: true };
    instance.history.push(entry('orchestratorStarted', now));
    if (instance.isNew) instance.history.push(entry('executionStarted', now, { Name: instance.name, Input: instance.input }));
    const taken = instance.inbox.splice(0, options.oneByOne === true && !instance.isNew ? 1 : options.oneByOne === true ? 0 : instance.inbox.length);
    instance.isNew = false;
    instance.history.push(...taken.map(({ event }) => event));
    const answer = await call(instance);
    const flat = (answer.actions[0] ?? []).flatMap(flatten);
    await checkAnswer(instance, answer, flat);
    conclude(instance, answer, flat);
  };

  const nextDue = (limit: number): Due | undefined => {
    due.sort((left, right) => left.at - right.at || left.order - right.order);
    return (due[0]?.at ?? Number.POSITIVE_INFINITY) > limit ? undefined : due.shift();
  };

  const view = ({ instanceId, status, output, customStatus, generation, name, input, createdAt, updatedAt }: Instance): InstanceView => ({ instanceId, status, customStatus, generation, name, input, createdAt, updatedAt, ...(output === undefined ? {} : { output }) });

  return {
    now: () => now,
    at,
    statistics,
    start: (name, instanceId, input) => create(name, instanceId, input),
    raise: (instanceId, event, body) => {
      const target = instances.get(instanceId);
      if (target?.status !== 'Running') return 'closed';
      for (let count = 0; count < (options.duplicates === true ? 2 : 1); count += 1) send({ instanceId }, entry('eventRaised', now, { Name: event, Input: JSON.stringify(body) }));
      return 'told';
    },
    terminate: (instanceId) => {
      const instance = instances.get(instanceId);
      if (instance?.status === 'Running') end(instance, 'Terminated');
    },
    nextAt: () => (due.length === 0 ? undefined : Math.min(...due.map((one) => one.at))),
    run: async (limit = Number.MAX_SAFE_INTEGER) => {
      for (;;) {
        now = Math.max(now, options.clock?.() ?? now);
        const ready = [...instances.values()].find(({ isNew, inbox, status }) => status === 'Running' && (isNew || inbox.length > 0));
        if (ready !== undefined) {
          await takeTurn(ready);
          continue;
        }
        const next = nextDue(limit);
        if (next === undefined) return;
        now = Math.max(now, next.at);
        await next.act();
      }
    },
    invoke: (name, input) => invoke(app, name, { input, ...service() }),
    app,
    texts: () => [...given, ...past.map((one) => JSON.stringify(one)), ...[...instances.values()].map(({ input, history, output, customStatus }) => JSON.stringify({ input, history, output, customStatus }))],
    instance: (instanceId) => {
      const found = instances.get(instanceId);
      return found === undefined ? undefined : view(found);
    },
    instances: () => [...instances.values()].map(view),
    kept: () => {
      const all = [...past, ...[...instances.values()].flatMap(({ history }) => history)];
      return { events: all.length, bytes: Buffer.byteLength(JSON.stringify(all), 'utf8') };
    },
  };
}
