import type { ProvenDefinition } from '#shared/core/difference/model.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { ZONES, type Tier, type Zone } from '#shared/core/tier/tier.ts';
import { WorkflowServiceError } from '#shared/client/errors.ts';

/** A version as the API of a target has it. */
export interface RegisteredDefinition extends ProvenDefinition {
  readonly version: string;
  readonly revision: string;
  /** Name of the target that it was compiled for. */
  readonly target: string;
}

/** The versions of a workflow that an API has, the highest first. */
export interface RegisteredVersions {
  readonly id: string;
  readonly versions: readonly string[];
}

/** What an API says of itself. */
export interface ApiHealth {
  readonly zone: string;
  readonly target: string;
}

/** What an API says of a version that it was given. */
export interface RegisterAnswer {
  readonly outcome: 'stored' | 'unchanged';
  readonly revision: string;
}

/** Answer of `GET /health`. Errors: `WorkflowServiceError`, as of all that follow: another service, or one of another version. */
export function parseHealth(value: JsonValue): ApiHealth {
  const health = object(value);
  return { zone: text(health, 'zone'), target: text(health, 'target') };
}

/** Answer of `GET /api/workflows/list`. */
export function parseWorkflows(value: JsonValue): readonly RegisteredVersions[] {
  return items(value).map((row) => ({ id: text(row, 'id'), versions: texts(row['versions']) }));
}

/** Answer of `POST /api/definitions`. */
export function parseRegisterAnswer(value: JsonValue): RegisterAnswer {
  const answer = object(value);
  return { outcome: answer['outcome'] === 'unchanged' ? 'unchanged' : 'stored', revision: text(answer, 'revision') };
}

/** Answer of `GET /api/workflows/definition/{id}?include=evidence`. */
export function parseRegistered(value: JsonValue): RegisteredDefinition {
  const definition = object(value);
  return {
    version: text(definition, 'version'),
    revision: text(definition, 'revision'),
    target: text(object(definition['target']), 'name'),
    source: object(definition['source']),
    placement: parsePlacement(object(definition['placement'])),
    evidence: parseEvidence(object(definition['evidence'])),
  };
}

function parsePlacement(placement: JsonObject): ProvenDefinition['placement'] {
  const tasks = Object.entries(object(placement['tasks'])).map(([state, task]) => {
    const known = object(task);
    return [state, { zone: zone(known), pointer: text(known, 'pointer') }] as const;
  });
  return { tasks: Object.fromEntries(tasks), input: items(placement['input']).map((field) => ({ schemaPointer: text(field, 'schemaPointer'), tier: tier(field, 'tier') })) };
}

function parseEvidence(evidence: JsonObject): ProvenDefinition['evidence'] {
  return {
    flows: items(evidence['flows']).map((flow) => ({ origin: text(flow, 'origin'), tier: tier(flow, 'tier'), to: text(flow, 'to'), zone: zone(flow) })),
    declassifications: items(evidence['declassifications']).map(parseDeclassification),
    observations: items(evidence['observations']).map((observation) => ({ task: text(observation, 'task'), codes: texts(observation['codes']) })),
  };
}

function parseDeclassification(release: JsonObject): ProvenDefinition['evidence']['declassifications'][number] {
  const { expires, distinctValues } = release;
  if (typeof distinctValues !== 'number' && distinctValues !== 'unbounded') throw unknown();
  return {
    task: text(release, 'task'), path: text(release, 'path'), to: tier(release, 'to'), purpose: text(release, 'purpose'), method: text(release, 'method'),
    ...(typeof expires === 'string' ? { expires } : {}),
    distinctValues,
  };
}

function unknown(): WorkflowServiceError {
  return new WorkflowServiceError('unexpected', 'the API answered in a form that this version of uwf does not know', { status: 200 });
}

function object(value: JsonValue | undefined): JsonObject {
  if (!isJsonObject(value)) throw unknown();
  return value;
}

function items(value: JsonValue | undefined): readonly JsonObject[] {
  if (!isJsonArray(value)) throw unknown();
  return value.map(object);
}

function text(holder: JsonObject, member: string): string {
  const value = holder[member];
  if (typeof value !== 'string') throw unknown();
  return value;
}

function texts(value: JsonValue | undefined): readonly string[] {
  if (!isJsonArray(value) || !value.every((one) => typeof one === 'string')) throw unknown();
  return value;
}

function tier(holder: JsonObject, member: string): Tier {
  const value = holder[member];
  if (value !== 1 && value !== 2 && value !== 3) throw unknown();
  return value;
}

function zone(holder: JsonObject): Zone {
  const found = ZONES.find((known) => known === holder['zone']);
  if (found === undefined) throw unknown();
  return found;
}
