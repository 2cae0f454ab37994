import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { parsePublicKeySet, type PublicSealingKey } from '#shared/adapters/jose/index.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import type { SchemaValidator } from '#shared/ports/schema-validator.ts';
import { WorkflowInputError, WorkflowServiceError } from './errors.ts';
import { parseArray, parseDefinition, parseObject, parseRunId, parseRunPage, type DefinitionDetails, type RunPage, type RunStatusName } from './responses.ts';
import { createRunHandle, type RunHandle } from './run-handle.ts';
import { sealInput, type ClientNotice, type InputTokeniser } from './sealed-input.ts';
import { createConnection, type ConnectionOptions, type ServiceConnection } from './service-connection.ts';

export interface WorkflowClientOptions extends ConnectionOptions {
  /**
   * The bank's public keys as a JWK Set, the one to seal to first. Without it they are fetched from the service: then the service is trusted to name
   * the bank's keys. Give them, out of band, where it is not.
   */
  readonly sealingKeys?: JsonObject;
  readonly validator?: SchemaValidator;
  /** Told, for example, that a transient field was left out. */
  readonly onNotice?: (notice: ClientNotice) => void;
  /** For callers beside the bank's vault: tokens travel in place of sealed values. */
  readonly tokeniser?: InputTokeniser;
}

export interface StartOptions {
  /** Starting again with the same key gives the same run. Random unless given. */
  readonly idempotencyKey?: string;
  /** The tasks of the run are at most this urgent; absent: as the definition says. */
  readonly priority?: 'critical' | 'high' | 'normal' | 'low';
  readonly signal?: AbortSignal;
}

export interface RunsFilter {
  readonly status?: RunStatusName;
  /** `name`, `namespace.name` or `namespace.name@version`. */
  readonly workflow?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

/** What partners and internal applications call the service with. */
export interface WorkflowClient {
  readonly workflows: {
    /**
     * Starts a run of `name`, `namespace.name` or `namespace.name@version`: validates the plain input, leaves out transient fields, seals Tier 1 fields.
     * Errors: `WorkflowInputError` before anything is sent, `WorkflowServiceError`.
     */
    start(id: string, input: JsonValue, options?: StartOptions): Promise<RunHandle>;
    /** The input as {@link start} would send it; nothing is sent. Errors: as `start`. */
    prepare(id: string, input: JsonValue, options?: Pick<StartOptions, 'signal'>): Promise<JsonValue>;
    /** A run that was started before. */
    get(runId: string): RunHandle;
    /** What can be run. */
    list(): Promise<readonly JsonObject[]>;
    /** Runs of the caller, newest first. */
    runs(filter?: RunsFilter): Promise<RunPage>;
  };
  readonly definitions: {
    /** Registers a version. `contentType`: `application/yaml` or `application/json`. A refused one is a `WorkflowServiceError` with `problem.diagnostics`. */
    register(text: string, contentType: string): Promise<JsonObject>;
    get(id: string): Promise<DefinitionDetails>;
  };
  readonly events: {
    /** Publishes CloudEvents, all or none. One without an `id` gets a random one here, so that a request that arrives twice publishes once. */
    publish(events: readonly JsonObject[]): Promise<JsonObject>;
  };
}

/** A client of one service. */
export function createWorkflowClient(options: WorkflowClientOptions): WorkflowClient {
  const connection = createConnection(options);
  const context: StartContext = {
    connection,
    definitions: createDefinitions(connection),
    keys: createKeys(connection, options.sealingKeys),
    validator: options.validator ?? createSchemaValidator(),
    onNotice: options.onNotice ?? (() => undefined),
    ...(options.tokeniser === undefined ? {} : { tokeniser: options.tokeniser }),
  };
  return {
    workflows: {
      start: (id, input, startOptions = {}) => startRun(context, { id, input, options: startOptions }),
      prepare: async (id, input, { signal } = {}) => sealFor(context, { definition: context.definitions.known(id) ?? (await context.definitions.fetch(id, signal)), input, ...(signal === undefined ? {} : { signal }) }),
      get: (runId) => createRunHandle(connection, runId),
      list: async () => parseArray(await connection.send({ method: 'GET', path: '/api/workflows/list' }), 'list of workflows'),
      runs: async (filter = {}) => parseRunPage(await connection.send({ method: 'GET', path: `/api/workflows/runs${queryOf(filter)}` })),
    },
    definitions: {
      register: async (text, contentType) => {
        const answer = await connection.send({ method: 'POST', path: '/api/definitions', body: { text, contentType } });
        context.definitions.forget();
        return parseObject(answer, 'registered definition');
      },
      get: (id) => context.definitions.fetch(id),
    },
    events: {
      publish: async (events) => {
        const named = events.map((event) => ({ id: crypto.randomUUID(), ...event }));
        return parseObject(await connection.send({ method: 'POST', path: '/api/events', body: { text: JSON.stringify(named), contentType: 'application/json' } }), 'published events');
      },
    },
  };
}

interface StartContext {
  readonly connection: ServiceConnection;
  readonly definitions: Definitions;
  readonly keys: (definition: DefinitionDetails, signal?: AbortSignal) => Promise<PublicSealingKey>;
  readonly validator: SchemaValidator;
  readonly onNotice: (notice: ClientNotice) => void;
  readonly tokeniser?: InputTokeniser;
}

interface StartRequest {
  readonly id: string;
  readonly input: JsonValue;
  readonly options: StartOptions;
}

/** A refusal may mean that the definition known here is not the newest any more: then it is fetched again, once. */
async function startRun(context: StartContext, request: StartRequest): Promise<RunHandle> {
  const { id, options } = request;
  const idempotencyKey = options.idempotencyKey ?? crypto.randomUUID();
  const known = context.definitions.known(id);
  try {
    return await send(context, { ...request, idempotencyKey, definition: known ?? (await context.definitions.fetch(id, options.signal)) });
  } catch (error) {
    if (known === undefined || !isRefusal(error)) throw error;
    return send(context, { ...request, idempotencyKey, definition: await context.definitions.fetch(id, options.signal) });
  }
}

/** The input was refused, here or there; a used idempotency key is not a matter of the definition. */
function isRefusal(error: unknown): boolean {
  return error instanceof WorkflowInputError || (error instanceof WorkflowServiceError && error.status === 422 && error.code !== 'UWF-4223');
}

async function send(context: StartContext, request: StartRequest & { readonly idempotencyKey: string; readonly definition: DefinitionDetails }): Promise<RunHandle> {
  const { definition, idempotencyKey, options } = request;
  const { signal, priority } = options;
  const input = await sealFor(context, { definition, input: request.input, idempotencyKey, ...(signal === undefined ? {} : { signal }) });
  const body = { text: JSON.stringify({ input, ...(priority === undefined ? {} : { priority }) }), contentType: 'application/json' };
  const answer = await context.connection.send({ method: 'POST', path: `/api/workflows/run/${encodeURIComponent(request.id)}`, body, idempotencyKey, ...(signal === undefined ? {} : { signal }) });
  return createRunHandle(context.connection, parseRunId(answer));
}

interface Sealing {
  readonly definition: DefinitionDetails;
  readonly input: JsonValue;
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

async function sealFor(context: StartContext, { definition, signal, ...sealing }: Sealing): Promise<JsonValue> {
  const { validator, onNotice, tokeniser } = context;
  const key = () => context.keys(definition, signal);
  return sealInput({ ...sealing, definition, key, validator, onNotice, ...(tokeniser === undefined ? {} : { tokeniser }) });
}

interface Definitions {
  known(id: string): DefinitionDetails | undefined;
  fetch(id: string, signal?: AbortSignal): Promise<DefinitionDetails>;
  forget(): void;
}

/** How long a definition is used without asking again: a new version under the same name must be seen soon. */
const DEFINITION_MS_MAX = 30_000;

function createDefinitions(connection: ServiceConnection): Definitions {
  const kept = new Map<string, { readonly definition: DefinitionDetails; readonly until: number }>();
  return {
    known: (id) => {
      const entry = kept.get(id);
      return entry !== undefined && entry.until > performance.now() ? entry.definition : undefined;
    },
    fetch: async (id, signal) => {
      const path = `/api/workflows/definition/${encodeURIComponent(id)}`;
      const definition = parseDefinition(await connection.send({ method: 'GET', path, ...(signal === undefined ? {} : { signal }) }));
      kept.set(id, { definition, until: performance.now() + DEFINITION_MS_MAX });
      return definition;
    },
    forget: () => kept.clear(),
  };
}

/** The key to seal to: given, or fetched and kept for as long as definitions are. */
function createKeys(connection: ServiceConnection, given: JsonObject | undefined): StartContext['keys'] {
  let kept: { readonly key: PublicSealingKey; readonly until: number } | undefined;
  return async (definition, signal) => {
    if (kept !== undefined && kept.until > performance.now()) return kept.key;
    const set = given ?? (await connection.send({ method: 'GET', path: keysPath(definition), isPublic: true, ...(signal === undefined ? {} : { signal }) }));
    const key = await firstKeyOf(set);
    kept = { key, until: given === undefined ? performance.now() + DEFINITION_MS_MAX : Number.POSITIVE_INFINITY };
    return key;
  };
}

async function firstKeyOf(set: JsonValue): Promise<PublicSealingKey> {
  const [key] = await parsePublicKeySet(set).catch((cause: unknown) => {
    throw new WorkflowServiceError('unexpected', 'there is no key of the bank to seal to', { status: 200, cause });
  });
  assert(key !== undefined, 'a key set that was parsed holds a key');
  return key;
}

/** Keys come from the service itself, never from another host that an answer names. */
function keysPath({ sealing }: DefinitionDetails): string {
  return sealing.keysUrl.startsWith('/') && !sealing.keysUrl.startsWith('//') ? sealing.keysUrl : '/api/keys';
}

function queryOf(filter: RunsFilter): string {
  const query = new URLSearchParams(Object.fromEntries(Object.entries(filter).map(([name, value]) => [name, String(value)])));
  return query.size === 0 ? '' : `?${query.toString()}`;
}
