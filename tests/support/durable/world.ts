import { registerDurableFunctions, type DurablePorts } from '#shared/adapters/durable-functions/index.ts';
import { createMemoryDurableJournal } from '#shared/adapters/memory/index.ts';
import type { AslMachine } from '#shared/core/asl/model.ts';
import type { DurableWork } from '#shared/core/durable/model.ts';
import { listenerOf, ORCHESTRATOR_NAME } from '#shared/core/durable/names.ts';
import { parseCarried } from '#shared/core/durable/parse.ts';
import { scopeInput } from '#shared/core/durable/run-scope.ts';
import { startSnapshot } from '#shared/core/interpreter/advance.ts';
import { prepareProgram } from '#shared/core/interpreter/program.ts';
import type { ExecutionFacts } from '#shared/core/interpreter/snapshot.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import type { FakeAnswer, ScheduledTask } from '#tests/support/asl-driver.ts';
import { registeredBy, type ProgrammingModel } from './functions-core.ts';
import { createDurableHost, type DurableHost, type HostOptions } from './host.ts';

export interface WorldOptions extends Pick<HostOptions, 'oneByOne' | 'duplicates'> {
  readonly facts: ExecutionFacts;
  readonly task: (task: ScheduledTask) => FakeAnswer;
  /** States whose work the bank does. */
  readonly bank?: readonly string[] | 'all';
  /** Activities take times of their own instead of none. */
  readonly skewed?: boolean;
  /** The bank answers before it is known that it was asked. */
  readonly early?: boolean;
  readonly causesQuoteValues?: boolean;
  /** The adapter as it was built, in place of its sources. */
  readonly built?: { readonly register: typeof registerDurableFunctions; readonly library: ProgrammingModel };
  /** Puts something between the functions and their ports. */
  readonly between?: (ports: DurablePorts) => DurablePorts;
}

/** How an execution ended; absent while it runs. */
export interface DurableOutcome {
  readonly status: string;
  readonly output?: JsonValue;
  readonly error?: string;
  readonly cause?: string;
}

/** One execution on the host, with workers that answer by a function. */
export interface DurableWorld {
  readonly host: DurableHost;
  /** Attempts by state, each as often as a worker has really done it. */
  readonly worked: ReadonlyMap<string, number>;
  readonly dispatched: readonly string[];
  readonly cancelled: readonly string[];
  readonly payloads: ReadonlyMap<string, JsonValue>;
  readonly ports: DurablePorts;
  run(limitMs?: number): Promise<DurableOutcome | undefined>;
  /** Answers an attempt of the bank, as the collector does. */
  answer(attemptId: string, answer: Exclude<FakeAnswer, { kind: 'never' }> | { readonly kind: 'heartbeat' }): 'told' | 'closed';
}

/** A time that looks random and is the same in each run. */
function skewOf(text: string): number {
  let hash = 7;
  for (const unit of text) hash = (hash * 31 + unit.charCodeAt(0)) % 997;
  return hash * 3;
}

function taskOf(work: DurableWork, input: JsonValue): ScheduledTask {
  const { attemptId, state, resource, retryCount } = work;
  return { kind: 'schedule-task', attemptId, state, resource, arguments: input, retryCount };
}

/** The answers of workers, asked for once for each attempt. */
function createWorkers(options: WorldOptions, payloads: ReadonlyMap<string, JsonValue>) {
  const answers = new Map<string, FakeAnswer>();
  return (work: DurableWork): FakeAnswer => {
    const carried = parseCarried(work.arguments);
    assert(carried !== undefined, 'work has arguments');
    const input = 'value' in carried ? carried.value : (payloads.get(carried.reference) ?? null);
    const answer = answers.get(work.attemptId) ?? options.task(taskOf(work, input));
    answers.set(work.attemptId, answer);
    return answer;
  };
}

export function openDurable(machine: AslMachine, options: WorldOptions): DurableWorld {
  const prepared = prepareProgram(machine, { causesQuoteValues: options.causesQuoteValues ?? false, scopesRunApart: true });
  assert(prepared.ok, 'the machine can be executed');
  const payloads = new Map<string, JsonValue>();
  const worked = new Map<string, number>();
  const dispatched: string[] = [];
  const cancelled: string[] = [];
  const answerOf = createWorkers(options, payloads);
  const held = { program: prepared.value, isLocal: (state: string) => options.bank !== 'all' && !(options.bank ?? []).includes(state) };
  const loaded = new Set<string>();

  const answer: DurableWorld['answer'] = (attemptId, given) => {
    const listener = listenerOf(attemptId);
    assert(listener !== undefined, 'an attempt has a listener');
    const { afterMs: _afterMs, ...body } = { afterMs: 0, ...given };
    const sent: JsonObject = body.kind === 'succeeded' ? { ...body, output: { value: body.output } } : { ...body };
    return host.raise(listener.instanceId, listener.event, JSON.stringify(sent));
  };

  const ports: DurablePorts = {
    programs: { load: async (revision) => void loaded.add(revision), held: (revision) => (loaded.has(revision) ? held : undefined) },
    work: {
      carryOut: async (work) => {
        worked.set(work.state, (worked.get(work.state) ?? 0) + 1);
        const given = answerOf({ ...work, arguments: { value: work.arguments } });
        assert(given.kind !== 'never', 'a worker that never answers is not waited for');
        const { afterMs: _afterMs, ...done } = given;
        return done;
      },
      dispatch: async (work) => {
        if (dispatched.includes(work.attemptId)) return;
        dispatched.push(work.attemptId);
        const given = answerOf({ ...work, arguments: { value: work.arguments } });
        if (given.kind === 'never') return;
        worked.set(work.state, (worked.get(work.state) ?? 0) + 1);
        if (options.early === true && (given.afterMs ?? 0) === 0) answer(work.attemptId, given);
        else host.at(host.now() + (given.afterMs ?? 0), () => void answer(work.attemptId, given));
      },
      cancel: async ({ attempts }) => void cancelled.push(...attempts.map(({ attemptId }) => attemptId)),
    },
    payloads: {
      put: async ({ reference, value }) => void payloads.set(reference, value),
      get: async ({ reference }) => payloads.get(reference),
    },
    journal: createMemoryDurableJournal(),
    instances: {
      raise: async ({ instanceId, event, body }) => host.raise(instanceId, event, body),
      end: async ({ instanceId }) => {
        host.terminate(instanceId);
        const instance = host.instance(instanceId);
        return instance === undefined ? undefined : { status: instance.customStatus };
      },
    },
  };

  const durationMs = (activity: string, input: string): number => {
    const skew = options.skewed === true ? skewOf(`${activity}${input.slice(-60)}`) : 0;
    if (activity !== 'uwf-task') return skew;
    const given = answerOf(JSON.parse(input));
    return given.kind === 'never' ? Number.POSITIVE_INFINITY : (given.afterMs ?? 0) + skew;
  };
  const { facts } = options;
  const host = createDurableHost({ ...options, register: registeredBy(() => (options.built?.register ?? registerDurableFunctions)(async () => options.between?.(ports) ?? ports), options.built?.library), startAt: facts.startedAt, durationMs });
  const start = { revision: 'revision', seed: 'seed', principal: 'alice', snapshot: startSnapshot(facts) };
  host.start(ORCHESTRATOR_NAME, facts.id, scopeInput(start));

  const outcome = (): DurableOutcome | undefined => {
    const root = host.instance(facts.id);
    if (root?.status === 'Failed') return { status: 'broken', cause: root.output ?? '' };
    if (root?.output === undefined) return undefined;
    const read: JsonObject = JSON.parse(root.output);
    const { kind, output, ...failure } = read;
    const carried = parseCarried(output);
    const value = carried === undefined ? undefined : 'value' in carried ? carried.value : payloads.get(carried.reference);
    return { status: String(kind), ...(isJsonObject(failure) ? failure : {}), ...(value === undefined ? {} : { output: value }) };
  };
  return {
    host,
    worked,
    dispatched,
    cancelled,
    payloads,
    ports,
    answer,
    run: async (limit) => {
      await host.run(limit);
      return outcome();
    },
  };
}
