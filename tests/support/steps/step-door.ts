import { createCountingIdSource, createManualClock, createMemoryIncarnation, createMemoryMessageLog, createMemoryStepInbox, createMemoryStepStore, type ManualClock, type MemoryIncarnation, type MemoryStepInbox, type MemoryStepStore } from '#shared/adapters/memory/index.ts';
import { nodeDigest } from '#shared/adapters/node/index.ts';
import type { RoutedTask } from '#shared/application/door/dispatch-tasks.ts';
import type { DoorPorts, DoorSettings } from '#shared/application/door/settings.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import type { MessageClaims, RunClaims } from '#shared/core/protocol/message.ts';
import { stepKey } from '#shared/core/protocol/step-key.ts';
import type { WorkItem } from '#shared/core/work/message.ts';
import { topicsOf } from '#shared/core/work/topics.ts';
import type { DeadLetter } from '#shared/ports/dead-letter-log.ts';
import type { LogConsumer, MessageLog } from '#shared/ports/message-log.ts';
import type { AttemptReference, CompletionOutcome } from '#shared/ports/task-completion.ts';
import type { BankDoorPorts, BankDoorSettings } from '#onprem-runner/daemon/door/settings.ts';
import { createCodec } from '#tests/simulation/codec.ts';

export const TOPICS = topicsOf('test', 'bank');
export const DOOR: DoorSettings = { tenant: 'bank', party: 'cloud', site: 'site-1', topics: TOPICS, silenceMs: 1_000 };
export const BANK: BankDoorSettings = { tenant: 'bank', site: 'site-1', cloud: 'cloud', topics: TOPICS, worker: 'w1', leaseMs: 1_000 };
export const START = 1_795_401_234_567;

/** Both sides of the door on memory, with envelopes that are not signed; nothing moves by itself. */
export interface StepDoor {
  readonly clock: ManualClock;
  readonly log: MessageLog;
  readonly steps: MemoryStepStore;
  readonly inbox: MemoryStepInbox;
  readonly cin: MemoryIncarnation;
  readonly rin: MemoryIncarnation;
  readonly cloud: DoorPorts;
  readonly bank: BankDoorPorts;
  /** What the engine was told, and what it answers by attempt id; `told` unless set. */
  readonly told: (AttemptReference & { readonly call: string; readonly error?: string; readonly output?: unknown })[];
  readonly engine: Map<string, CompletionOutcome | Error>;
  readonly deadLetters: DeadLetter[];
  readonly lines: string[];
  /** Consumers of the answers and of the commands. */
  answers(): Promise<LogConsumer>;
  commands(): Promise<LogConsumer>;
  /** Puts a message into the log as if its sender had. */
  publish(claims: MessageClaims, body?: JsonObject): Promise<void>;
  /** Claims and bodies of all records of a topic. */
  published(topic: string): Promise<readonly MessageClaims[]>;
}

export function openStepDoor(): StepDoor {
  const clock = createManualClock(START);
  const log = createMemoryMessageLog({ now: clock.now, partitions: 1 });
  const { writer, reader } = createCodec();
  const steps = createMemoryStepStore();
  const inbox = createMemoryStepInbox();
  const cin = createMemoryIncarnation();
  const rin = createMemoryIncarnation();
  const told: StepDoor['told'] = [];
  const engine: StepDoor['engine'] = new Map();
  const deadLetters: DeadLetter[] = [];
  const lines: string[] = [];
  const line = (level: string) => (event: string, fields: JsonObject = {}): void => void lines.push(`${level} ${event} ${JSON.stringify(fields)}`);
  const answer = async (call: string, { executionId, attemptId, token }: AttemptReference, more: object): Promise<CompletionOutcome> => {
    const outcome = engine.get(attemptId) ?? 'told';
    if (outcome instanceof Error) throw outcome;
    told.push({ executionId, attemptId, call, ...(token === undefined ? {} : { token }), ...more });
    return outcome;
  };
  const common = {
    clock,
    ids: createCountingIdSource(),
    logger: { info: line('info'), warn: line('warn'), error: line('error') },
    digest: nodeDigest,
    log,
    writer,
    reader,
    deadLetters: { append: async ({ letters }: { readonly letters: readonly DeadLetter[] }) => void deadLetters.push(...letters) },
  };
  return {
    clock,
    log,
    steps,
    inbox,
    cin,
    rin,
    told,
    engine,
    deadLetters,
    lines,
    cloud: {
      ...common,
      steps,
      incarnation: cin,
      completion: {
        complete: async ({ output, ...reference }) => answer('complete', reference, { output }),
        fail: async ({ error, cause: _cause, ...reference }) => answer('fail', reference, { error }),
        heartbeat: async (reference) => answer('heartbeat', reference, {}),
      },
    },
    bank: { ...common, inbox, incarnation: rin, judge: async ({ claims }) => ({ kind: claims.kind }) },
    answers: () => log.subscribe({ topics: [TOPICS.results, TOPICS.control], group: 'cloud', consumer: 'c' }),
    commands: () => log.subscribe({ topics: Object.values(TOPICS.commandsBy), group: 'bank', consumer: 'b' }),
    publish: async (claims, body) => {
      const value = await writer.write(body === undefined ? { claims } : { claims, body });
      await log.append({ topic: claims.top, records: [{ key: 'exe' in claims ? claims.exe : claims.site, value }] });
    },
    published: async (topic) => {
      const records = await log.read({ topic, partition: 0, from: 'beginning', max: 1_000 });
      const opened = await Promise.all(records.map(({ value, key }) => reader.read({ text: value, topic, key, now: clock.now(), seen: async () => undefined })));
      return opened.flatMap((one) => (one.ok ? [one.claims] : []));
    },
  };
}

export function itemOf(attemptId: string, more: Partial<WorkItem> = {}): WorkItem {
  return {
    kind: 'run',
    attemptId,
    executionId: 'exe-1',
    definition: { namespace: 'bank', name: 'payment', version: '1.0.0' },
    revision: 'a'.repeat(64),
    state: 'pay',
    resource: 'uwf:function:pay:1.0.0',
    arguments: { amount: 1 },
    principal: 'partner',
    retryCount: 0,
    ...more,
  };
}

export function wanted(attemptId: string, more: Partial<WorkItem> = {}): RoutedTask {
  return { priority: 'normal', effect: 'idempotent', item: itemOf(attemptId, more) };
}

export function unwanted(attemptId: string): RoutedTask {
  return { priority: 'normal', why: 'stopped', item: { kind: 'cancel', executionId: 'exe-1', attemptId } };
}

export function keyOf(attemptId: string, scope = ''): string {
  return stepKey('bank', { exe: 'exe-1', stp: attemptId, itr: scope });
}

let messages = 0;

/** Claims that all messages to the cloud share; the message id is another one each time. */
export function fromBank(more: { readonly rin?: number; readonly mid?: string } = {}) {
  messages += 1;
  const seconds = Math.floor(START / 1_000);
  return { v: 1, mid: `mid-${String(messages)}`, iss: 'site-1', aud: 'cloud', tid: 'bank', top: TOPICS.results, cin: 1, rin: 1, iat: seconds, exp: seconds + 1_000, ...more } as const;
}

/** A `run` as the cloud sends it. */
export function runOf(attemptId: string, more: Partial<RunClaims> = {}): RunClaims {
  return {
    ...fromBank(),
    iss: 'cloud',
    aud: 'site-1',
    top: TOPICS.commandsBy.normal,
    exe: 'exe-1',
    stp: attemptId,
    itr: '',
    att: 1,
    typ: 'run',
    act: 'uwf:function:pay:1.0.0',
    wfd: 'a'.repeat(64),
    key: keyOf(attemptId),
    kind: 'idempotent',
    ref: 'ref',
    apr: [],
    ...more,
  };
}

export const RUN_BODY: JsonObject = { definition: { namespace: 'bank', name: 'payment', version: '1.0.0' }, state: 'pay', arguments: { amount: 1 }, principal: 'partner', retryCount: 0 };
