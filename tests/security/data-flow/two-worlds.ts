import { performWork, type PerformPorts } from '#onprem-runner/daemon/perform-work.ts';
import { createPrograms } from '#onprem-runner/daemon/programs.ts';
import { catalogueOf } from '#onprem-runner/handlers/catalogue.ts';
import { defineHandler, type Handler } from '#onprem-runner/handlers/define-handler.ts';
import { createMemoryDocumentStore } from '#onprem-runner/handlers/memory-document-store.ts';
import { createHandlerRegistry } from '#onprem-runner/handlers/registry.ts';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { createMemoryDefinitionStore } from '#shared/adapters/memory/definition-store.ts';
import { nodeDigest, systemClock } from '#shared/adapters/node/index.ts';
import { revisionOf } from '#shared/application/definition-revision.ts';
import type { CompiledProgram } from '#shared/core/compiler/model.ts';
import { advance, startSnapshot } from '#shared/core/interpreter/advance.ts';
import type { Command } from '#shared/core/interpreter/command.ts';
import type { HistoryEvent } from '#shared/core/interpreter/history-event.ts';
import { prepareProgram } from '#shared/core/interpreter/program.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { subjectOf } from '#shared/core/protocol/manifest.ts';
import { replaceAt, sealTargets } from '#shared/core/tier/seal-input.ts';
import { isSealed, SEALED_PREFIX } from '#shared/core/tier/sealed.ts';
import type { SealContext, Sealer } from '#shared/ports/sealer.ts';
import type { Unstamped } from '#tests/support/asl-driver.ts';
import { createTestRelease } from '#tests/support/door/release.ts';
import { openTestEgress } from '#tests/support/egress/test-egress.ts';

/*
 * One program in two worlds that differ in Tier 1 data only. The engine is the real one, and so is what the runner does on-prem with sealed
 * arguments and with results; only the sealing itself is a table, handlers and HTTP are made up. What they give depends on all that they get.
 */

export type Side = 'left' | 'right';

/** What the cloud has of one execution: its history, and every text that was handed to a call from there. */
export interface Observed {
  readonly history: readonly HistoryEvent[];
  /** Position in the history of the first failure that came from on-prem: that it failed is a declared observation (design §6). */
  readonly failedAt: number;
  readonly calls: readonly JsonValue[];
  /** Errors of the runner that say that proof and run time do not agree. */
  readonly faults: readonly string[];
}

const SECRETS: { readonly [side in Side]: JsonObject } = {
  left: { client_name: 'Kim', amount: 3, flag: true, address: { city: 'Oslo', zip: 1 } },
  right: { client_name: 'Zoe', amount: 4000, flag: false, address: { street: 'Main', tags: [1, 2, 3] } },
};

export const INPUT_SCHEMA: JsonObject = {
  type: 'object',
  additionalProperties: false,
  properties: {
    id: { type: 'string', 'x-tier': 3 },
    type: { type: 'string' },
    client_name: { type: 'string', 'x-tier': 1 },
    amount: { type: 'number', 'x-tier': 1 },
    flag: { type: 'boolean', 'x-tier': 1 },
    address: { type: 'object', 'x-tier': 1 },
    person: { $ref: '#/$defs/person' },
    items: { type: 'array', items: { type: 'object', additionalProperties: false, properties: { sku: { type: 'string' }, owner: { type: 'string', 'x-tier': 1 } } } },
  },
  $defs: { person: { type: 'object', additionalProperties: false, properties: { kind: { type: 'string' }, iban: { type: 'string', 'x-tier': 1 } } } },
};

function plainInput(side: Side): JsonObject {
  const of = (name: string): string => `${side}-${name}`;
  return { id: 'id-1', type: 'b', ...SECRETS[side], person: { kind: 'k', iban: of('iban') }, items: [{ sku: 'x', owner: of('one') }, { sku: 'y', owner: of('two') }] };
}

/** A number that depends on every character of a value. */
function fingerprint(value: JsonValue): number {
  return [...JSON.stringify(value)].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 65_521, 7);
}

const CHECK_PERSON: Handler = defineHandler<JsonValue, unknown>({
  name: 'check-person',
  version: '1.0.0',
  input: {},
  output: {
    type: 'object',
    additionalProperties: false,
    properties: { resolution: { type: 'string', enum: ['PASS', 'FAIL'] }, score: { type: 'integer' }, notes: {}, inner: { type: 'object', additionalProperties: false, properties: { n: {} } } },
  },
  errors: { CHECK_UNAVAILABLE: { status: 503, title: 'The check is not available', retryable: true } },
  declassify: [{ path: '/resolution', to: 2, purpose: 'routing', method: 'enum' }],
  effect: 'local',
  // What is declassified may depend on Tier 1 data; here it does not, so that nothing but a leak makes a difference.
  handle: (input) => ({ resolution: 'PASS', score: fingerprint(input), notes: input, inner: { n: fingerprint(input) % 2 } }),
});

export const WORLD_CATALOGUE = catalogueOf([CHECK_PERSON]);

const DEFINITION = 'tests/worlds';
const TENANT = 'bank';
const RUNNER_ID = 'runner-1';
const PRINCIPAL = 'partner-1';
const TURNS_MAX = 150;

function createSeals(side: Side) {
  const table = new Map<string, { readonly value: JsonValue; readonly context: SealContext }>();
  return {
    seal: (value: JsonValue, context: SealContext): string => {
      assert(context.ptr.startsWith('/'), 'an origin is what the header of a sealed value takes');
      const text = `${SEALED_PREFIX}${side}.${table.size}`;
      table.set(text, { value, context });
      return text;
    },
    open: (text: string) => {
      const found = table.get(text);
      assert(found !== undefined, 'every sealed value was sealed here');
      return { value: found.value, header: { ...found.context, kid: 'k', iat: 0, jti: text } };
    },
  };
}

function portsFor(seals: ReturnType<typeof createSeals>, validator: PerformPorts['validator']): PerformPorts {
  const handlers = createHandlerRegistry([CHECK_PERSON]);
  const clock = { now: () => 1_700_000_000_000 };
  const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const sealer: Sealer = { seal: async ({ value, context }) => seals.seal(value, context) };
  return {
    egress: openTestEgress({ sealer, handlers, clock, logger, validator }).egress,
    unsealer: { unseal: async ({ sealed }) => seals.open(sealed) },
    validator,
    clock,
    logger,
    handlers,
    store: createMemoryDocumentStore(),
    http: { execute: async ({ arguments: given }) => ({ outcome: 'succeeded', output: { ok: fingerprint(given) % 2 === 0, echo: given } }) },
  };
}

const RELEASE = createTestRelease();

/** The program as the runner finds it: released. */
async function findReleased(program: CompiledProgram, revision: string): Promise<() => ReturnType<ReturnType<typeof createPrograms>['find']>> {
  const definitions = createMemoryDefinitionStore();
  const manifest = await RELEASE.signer.sign({ subject: subjectOf(program, revision), releasedBy: 'test', at: 0 });
  await definitions.put({ stored: { identity: program.identity, revision, program, pinned: { manifest }, registeredAt: 0, registeredBy: 'test', inline: false } });
  const { find } = createPrograms({ definitions, manifests: RELEASE.verifier, digest: nodeDigest, clock: systemClock });
  return () => find(revision);
}

const VALIDATOR = createSchemaValidator();

/** Runs a program in one world, to its end or for a number of turns. */
export async function observe(program: CompiledProgram, side: Side): Promise<Observed> {
  const seals = createSeals(side);
  const ports = portsFor(seals, VALIDATOR);
  const settings = { runnerId: RUNNER_ID, tenant: TENANT };
  const revision = revisionOf(nodeDigest, program);
  const find = await findReleased(program, revision);
  const prepared = prepareProgram(program.machine);
  assert(prepared.ok, 'what the compiler gives can be executed');
  const input = plainInput(side);
  const sealed = sealTargets(input, program.placement.input).map(({ pointer, field, value }) => [pointer, seals.seal(value, { tid: TENANT, def: DEFINITION, ptr: field.origin, sub: PRINCIPAL })] as const);
  const history: HistoryEvent[] = [];
  const calls: JsonValue[] = [];
  const faults: string[] = [];
  let failedAt = Number.POSITIVE_INFINITY;
  let snapshot = startSnapshot({ id: 'run-1', name: 'run-1', machineId: 'm', machineName: 'm', startedAt: 0, input: replaceAt(input, new Map(sealed)) });
  const waiting: Unstamped[] = [{ kind: 'execution-started' }];
  const perform = async (command: Command): Promise<void> => {
    if (command.kind === 'start-timer') waiting.push({ kind: 'timer-fired', timerId: command.timerId });
    if (command.kind !== 'schedule-task') return;
    const { attemptId, state, resource, retryCount } = command;
    if (program.placement.tasks[state]?.zone !== 'on-prem') {
      calls.push(command.arguments);
      waiting.unshift(cloudAnswer(attemptId, command.arguments));
      return;
    }
    const item = { kind: 'run', attemptId, executionId: 'run-1', definition: program.identity, revision, state, resource, arguments: command.arguments, principal: PRINCIPAL, retryCount } as const;
    const outcome = await performWork(ports, settings, { item, find, signal: new AbortController().signal });
    if (outcome.outcome === 'succeeded') waiting.unshift({ kind: 'task-succeeded', attemptId, output: outcome.output });
    if (outcome.outcome !== 'failed') return;
    failedAt = Math.min(failedAt, history.length);
    if (/^Uwf\.(?:EgressBlocked|InvalidSealedInput|HandlerFailed)/u.test(outcome.error)) faults.push(`${outcome.error}: ${outcome.cause}`);
    waiting.unshift({ kind: 'task-failed', attemptId, error: outcome.error, cause: outcome.cause });
  };
  for (let turn = 0; turn < TURNS_MAX && snapshot.status === 'running'; turn += 1) {
    const event = waiting.shift();
    if (event === undefined) break;
    const step = advance(prepared.value, snapshot, { ...event, at: turn * 1_000, seed: `seed-${turn}` });
    history.push(...step.events);
    snapshot = step.snapshot;
    for (const command of step.commands) await perform(command);
  }
  return { history, failedAt, calls, faults };
}

/** What a partner answers depends on what it was sent. */
function cloudAnswer(attemptId: string, given: JsonValue): Unstamped {
  if (fingerprint(given) % 4 === 0) return { kind: 'task-failed', attemptId, error: 'https://open-workflow-specification.org/spec/1.0.0/errors/communication#503', cause: '{"type":"https://open-workflow-specification.org/spec/1.0.0/errors/communication","status":503,"title":"no"}' };
  const body = isJsonObject(given) ? (given['body'] ?? null) : null;
  return { kind: 'task-succeeded', attemptId, output: { ok: fingerprint(given) % 3 === 0, n: 7, echo: body } };
}

/**
 * A value as the cloud can read it: sealed texts all look the same, also in the middle of a JSON text, and that one is there, or null instead, is a
 * declared observation.
 */
export function readable(value: JsonValue): JsonValue {
  if (typeof value === 'string') return isSealed(value) ? null : readableText(value);
  if (isJsonArray(value)) return value.map(readable).filter((item) => item !== null);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, readable(member)] as const).filter(([, member]) => member !== null));
}

function readableText(text: string): string {
  return text.includes(SEALED_PREFIX) && /^[[{"]/u.test(text) ? JSON.stringify(readable(JSON.parse(text) as JsonValue)) : text;
}
