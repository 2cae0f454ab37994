import { expect } from 'vitest';
import { createRunner, type Runner } from '#onprem-runner/daemon/runner.ts';
import type { RunnerOptions, RunnerPorts } from '#onprem-runner/daemon/runner-ports.ts';
import { catalogueOf } from '#onprem-runner/handlers/catalogue.ts';
import type { Handler } from '#onprem-runner/handlers/define-handler.ts';
import { createSealer } from '#shared/adapters/jose/index.ts';
import { nodeDigest, randomIdSource, systemClock } from '#shared/adapters/node/index.ts';
import { revisionOf } from '#shared/application/definition-revision.ts';
import { commonClaims, messageId } from '#shared/application/door/message-claims.ts';
import { identityOf, runBodyOf } from '#shared/application/door/step-body.ts';
import { compileDefinition } from '#shared/core/compiler/compile.ts';
import type { CompiledProgram, DeploymentTarget } from '#shared/core/compiler/model.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import { subjectOf } from '#shared/core/protocol/manifest.ts';
import type { CancelClaims, MessageClaims, RefusalReason, RunClaims } from '#shared/core/protocol/message.ts';
import { stepKey } from '#shared/core/protocol/step-key.ts';
import type { WorkItem } from '#shared/core/work/message.ts';
import type { StoredDefinition } from '#shared/ports/definition-store.ts';
import type { EnvelopeWriter } from '#shared/ports/envelope.ts';
import type { LogConsumer } from '#shared/ports/message-log.ts';
import type { Sealer, Unsealer } from '#shared/ports/sealer.ts';
import { openBankStores, runnerOptions, runnerPorts, type BankStores } from '../door/bank-side.ts';
import { CLOUD, cloudParty, SITE, TENANT, TOPICS } from '../door/parties.ts';

export { SITE as RUNNER_ID, TENANT, TOPICS } from '../door/parties.ts';
export const PRINCIPAL = 'partner-1';
const TARGET: DeploymentTarget = { name: 'private-cloud', runtime: 'engine', zone: 'private-cloud' };

/** What the bank says of a step, in one. */
export type Answer = { readonly executionId: string; readonly attemptId: string } & (
  | { readonly outcome: 'done'; readonly output: JsonValue }
  | { readonly outcome: 'failed'; readonly error: string; readonly cause: string }
  | { readonly outcome: 'cancelled' | 'in_doubt' | 'stale' }
  | { readonly outcome: 'refused'; readonly why: RefusalReason }
);

/** A runner with everything around it in memory, and real sealing; the cloud's side of the door is the test. */
export interface RunnerBench {
  readonly runner: Runner;
  /** What outlives the process: another bench may go on with it. */
  readonly stores: BankStores;
  readonly sealer: Sealer;
  readonly unsealer: Unsealer;
  readonly ports: RunnerPorts;
  /** All that was logged, as text. */
  log(): string;
  /** Compiles a document, and makes it known to the runner as a released one unless told otherwise. */
  register(text: string, options?: { readonly target?: DeploymentTarget; readonly isUnknown?: boolean }): Promise<StoredDefinition>;
  /** A program as it is stored once it was released. */
  release(program: CompiledProgram): Promise<StoredDefinition>;
  /** Sends a work item and waits for its answer. */
  ask(item: WorkItem, claims?: Partial<RunClaims>): Promise<Answer>;
  /** The next answer on the topic of results. */
  answer(): Promise<Answer>;
  /** What was said on the topic of results and not asked for yet. */
  heard(): Promise<readonly MessageClaims[]>;
  send(item: WorkItem, claims?: Partial<RunClaims>): Promise<void>;
  cancel(item: WorkItem, claims?: Partial<CancelClaims>): Promise<void>;
  /** Puts a `run` with any body into the log, written by anybody. */
  post(message: { readonly claims: RunClaims; readonly body: JsonObject; readonly writer?: EnvelopeWriter; readonly key?: string }): Promise<void>;
  /** Seals an input field as the client of {@link PRINCIPAL} does. */
  sealInput(stored: StoredDefinition, field: string, value: JsonValue): Promise<string>;
}

export interface RunnerBenchOptions extends Partial<RunnerPorts> {
  readonly options?: Partial<RunnerOptions>;
  readonly stores?: BankStores;
}

const WAIT_MS_MAX = 5_000;
let items = 0;

export async function createRunnerBench(handlers: readonly Handler[], more: RunnerBenchOptions = {}): Promise<RunnerBench> {
  const { options, stores = await openBankStores(), ...given } = more;
  const lines: string[] = [];
  const write = (event: string, fields?: object) => lines.push(JSON.stringify({ event, ...fields }));
  const ports = await runnerPorts(stores, handlers, { logger: { info: write, warn: write, error: write }, ...given });
  const sealer = await createSealer({ key: stores.key, clock: systemClock, ids: randomIdSource });
  const cloud = cloudParty();
  const ears = await stores.log.subscribe({ topics: [TOPICS.results], group: `bench-${(items += 1)}`, consumer: 'bench' });
  await ears.seek({ topic: TOPICS.results, to: 'end' });
  const append = async (claims: MessageClaims, value: string, key = 'exe' in claims ? claims.exe : ''): Promise<void> => stores.log.append({ topic: claims.top, records: [{ key, value }] });
  const send = async (item: WorkItem, claims: Partial<RunClaims> = {}): Promise<void> => {
    const run = runClaims(item, claims);
    await append(run, await cloud.writer.write({ claims: run, body: runBodyOf(item) }));
  };
  const answer = async (): Promise<Answer> => {
    const [found] = await hear(ears, { max: 1, waitMs: WAIT_MS_MAX });
    if (found === undefined) throw new Error(`no answer; the log: ${lines.join('\n')}`);
    return answerOf(found.claims, found.body);
  };
  const release = async (program: CompiledProgram): Promise<StoredDefinition> => {
    const revision = revisionOf(nodeDigest, program);
    const manifest = await stores.release.signer.sign({ subject: subjectOf(program, revision), releasedBy: 'test', at: 0 });
    return { identity: program.identity, revision, program, pinned: { manifest }, registeredAt: 0, registeredBy: 'test', inline: false };
  };
  return {
    runner: createRunner(ports, runnerOptions(handlers, options)),
    stores,
    sealer,
    unsealer: ports.unsealer,
    ports,
    log: () => lines.join('\n'),
    answer,
    heard: async () => (await hear(ears, { max: 100, waitMs: 0 })).map(({ claims }) => claims),
    send,
    cancel: async (item, claims = {}) => {
      const cancel: CancelClaims = { ...commandClaims(item), typ: 'cancel', why: 'stopped', ...claims };
      await append(cancel, await cloud.writer.write({ claims: cancel }));
    },
    post: async ({ claims, body, writer = cloud.writer, key = claims.exe }) => append(claims, await writer.write({ claims, body }), key),
    ask: async (item, claims) => {
      await send(item, claims);
      return answer();
    },
    release,
    register: async (text, registration = {}) => {
      const outcome = compileDefinition({ text, target: registration.target ?? TARGET, catalogue: catalogueOf(handlers) });
      if (!outcome.accepted) throw new Error(JSON.stringify(outcome.diagnostics));
      const stored = await release(outcome.program);
      if (registration.isUnknown !== true) await stores.definitions.put({ stored });
      return stored;
    },
    sealInput: ({ identity }, field, value) =>
      sealer.seal({ value, context: { tid: TENANT, def: `${identity.namespace}/${identity.name}`, ptr: `/input/schema/document/properties/${field}`, sub: PRINCIPAL } }),
  };
}

/** A work item of a state of a definition, as the engine would send it. */
export function workItem(stored: StoredDefinition, state: string, args: JsonValue, more: Partial<WorkItem> = {}): WorkItem {
  items += 1;
  const task = stored.program.machine.States[state];
  return {
    kind: 'run',
    attemptId: `attempt-${items}`,
    executionId: 'run-1',
    definition: stored.identity,
    revision: stored.revision,
    state,
    resource: task?.Type === 'Task' ? task.Resource : '',
    arguments: args,
    principal: PRINCIPAL,
    retryCount: 0,
    ...more,
  };
}

function commandClaims(item: WorkItem) {
  const route = { iss: CLOUD, aud: SITE, tid: TENANT, top: TOPICS.commandsBy.normal, cin: 1, rin: 1 };
  const identity = identityOf(item);
  return { ...commonClaims(randomIdSource, route, { now: Date.now(), life: 'command' }), ...identity, att: 1, key: stepKey(TENANT, identity) } as const;
}

/** The claims of a work item as the cloud would send it for the first time. */
export function runClaims(item: WorkItem, more: Partial<RunClaims> = {}): RunClaims {
  const deadline = item.deadline === undefined ? {} : { ddl: item.deadline };
  return { ...commandClaims(item), typ: 'run', act: item.resource, wfd: item.revision, kind: 'idempotent', ref: messageId(randomIdSource), apr: [], ...deadline, ...more };
}

/** Messages of the bank, heartbeats left out. */
async function hear(ears: LogConsumer, { max, waitMs }: { readonly max: number; readonly waitMs: number }): Promise<readonly { readonly claims: MessageClaims; readonly body: JsonObject }[]> {
  const { reader } = cloudParty();
  const found: { readonly claims: MessageClaims; readonly body: JsonObject }[] = [];
  for (const until = Date.now() + waitMs; found.length < max; ) {
    const records = await ears.poll({ max: max - found.length, waitMs: Math.max(until - Date.now(), 0) });
    await ears.commit({ records });
    for (const { value, topic, key } of records) {
      const read = await reader.read({ text: value, topic, key, now: Date.now(), seen: async () => undefined });
      expect(read).toMatchObject({ ok: true });
      if (read.ok && read.claims.typ !== 'beat') found.push(read);
    }
    if (records.length === 0) break;
  }
  return found;
}

function answerOf(claims: MessageClaims, body: JsonObject): Answer {
  assert(claims.typ === 'result' || claims.typ === 'refused' || claims.typ === 'stale', 'the bank answers');
  const about = { executionId: claims.exe, attemptId: claims.stp };
  if (claims.typ === 'refused') return { ...about, outcome: 'refused', why: claims.why };
  if (claims.typ === 'stale') return { ...about, outcome: 'stale' };
  if (claims.outcome === 'done') return { ...about, outcome: 'done', output: body['output'] ?? null };
  if (claims.outcome === 'failed') return { ...about, outcome: 'failed', error: String(body['error'] ?? claims.code), cause: String(body['cause'] ?? '') };
  return { ...about, outcome: claims.outcome };
}
