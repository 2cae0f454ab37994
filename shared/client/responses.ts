import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import type { SealedField } from '#shared/core/tier/placement.ts';
import { WorkflowServiceError } from './errors.ts';

export type RunStatusName = 'PENDING' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED' | 'TIMED_OUT' | 'PAUSED';

/** What every answer says of a run. Times are RFC 3339. */
export interface RunSummary {
  readonly runId: string;
  readonly workflowId: string;
  readonly versionId: string;
  readonly status: RunStatusName;
  readonly startTime: string;
  readonly endTime?: string;
  /** ASL name of the error of a run that ended badly. */
  readonly errorName?: string;
  readonly errorCause?: JsonValue;
}

/** One step of a run and the zone that it ran in. */
export interface RunStep {
  readonly name: string;
  readonly pointer: string;
  readonly zone: string;
  readonly status: string;
  readonly attempts: number;
}

/** Why a run failed, as the workflow language has it (RFC 9457): `instance` is the JSON Pointer of the task. */
export interface RunProblem {
  readonly type: string;
  readonly status: number;
  readonly title?: string;
  readonly detail?: string;
  readonly instance?: string;
}

export interface RunStatus extends RunSummary {
  readonly steps: readonly RunStep[];
  readonly problem?: RunProblem;
}

export interface RunPage {
  readonly runs: readonly RunSummary[];
  /** Gives the next page; absent on the last one. */
  readonly cursor?: string;
}

/** What a client needs to know of a definition to validate and seal an input. */
export interface DefinitionDetails {
  readonly id: string;
  readonly versionId: string;
  readonly revision: string;
  readonly source: JsonObject;
  readonly inputSchema: JsonObject | boolean;
  readonly sealedFields: readonly SealedField[];
  readonly sealing: { readonly tid: string; readonly def: string; readonly sub: string; readonly keysUrl: string };
}

const STATUS_NAMES: readonly RunStatusName[] = ['PENDING', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED', 'TIMED_OUT', 'PAUSED'];

/** An answer of the service in a form that this client does not know: another service, or a newer one. */
function unexpected(what: string): WorkflowServiceError {
  return new WorkflowServiceError('unexpected', `the service answered with no ${what} that this client knows`, { status: 200 });
}

export function parseObject(value: JsonValue, what: string): JsonObject {
  if (!isJsonObject(value)) throw unexpected(what);
  return value;
}

export function parseArray(value: JsonValue | undefined, what: string): readonly JsonObject[] {
  if (!isJsonArray(value) || !value.every(isJsonObject)) throw unexpected(what);
  return value;
}

function text(object: JsonObject, member: string, what: string): string {
  const value = object[member];
  if (typeof value !== 'string') throw unexpected(what);
  return value;
}

export function parseRunId(value: JsonValue): string {
  return text(parseObject(value, 'started run'), 'runId', 'started run');
}

export function parseRunSummary(value: JsonValue): RunSummary {
  const run = parseObject(value, 'run');
  const status = STATUS_NAMES.find((name) => name === run['status']);
  if (status === undefined) throw unexpected('status of a run');
  const { endTime } = run;
  return {
    runId: text(run, 'runId', 'run'),
    workflowId: text(run, 'workflowId', 'run'),
    versionId: text(run, 'versionId', 'run'),
    status,
    startTime: text(run, 'startTime', 'run'),
    ...(typeof endTime === 'string' ? { endTime } : {}),
    ...parseError(run['error']),
  };
}

function parseError(value: JsonValue | undefined): { readonly errorName?: string; readonly errorCause?: JsonValue } {
  if (!isJsonObject(value)) return {};
  const { name, cause } = value;
  return { ...(typeof name === 'string' ? { errorName: name } : {}), ...(cause === undefined || cause === null ? {} : { errorCause: cause }) };
}

export function parseRunStatus(value: JsonValue): RunStatus {
  const steps = parseArray(parseObject(value, 'run')['steps'], 'steps of a run');
  const problem = parseProblem(parseObject(value, 'run')['problem']);
  return { ...parseRunSummary(value), ...(problem === undefined ? {} : { problem }), steps: steps.map(parseStep) };
}

function parseProblem(value: JsonValue | undefined): RunProblem | undefined {
  if (!isJsonObject(value)) return undefined;
  const { type, status, title, detail, instance } = value;
  if (typeof type !== 'string' || typeof status !== 'number') return undefined;
  const texts = Object.entries({ title, detail, instance }).filter(([, text]) => typeof text === 'string');
  return { type, status, ...Object.fromEntries(texts) };
}

function parseStep(step: JsonObject): RunStep {
  const { attempts } = step;
  const [name = '', pointer = '', zone = '', status = ''] = ['name', 'pointer', 'zone', 'status'].map((member) => text(step, member, 'step of a run'));
  return { name, pointer, zone, status, attempts: typeof attempts === 'number' ? attempts : 0 };
}

export function parseRunPage(value: JsonValue): RunPage {
  const page = parseObject(value, 'list of runs');
  const { cursor } = page;
  return { runs: parseArray(page['runs'], 'list of runs').map(parseRunSummary), ...(typeof cursor === 'string' ? { cursor } : {}) };
}

export function parseDefinition(value: JsonValue): DefinitionDetails {
  const definition = parseObject(value, 'definition');
  const placement = parseObject(definition['placement'] ?? null, 'placement');
  const sealing = parseObject(definition['sealing'] ?? null, 'sealing');
  const { inputSchema } = definition;
  if (!isJsonObject(inputSchema) && typeof inputSchema !== 'boolean') throw unexpected('input schema');
  const [tid = '', def = '', sub = '', keysUrl = ''] = ['tid', 'def', 'sub', 'keysUrl'].map((member) => text(sealing, member, 'sealing'));
  return {
    id: text(definition, 'id', 'definition'),
    versionId: text(definition, 'versionId', 'definition'),
    revision: text(definition, 'revision', 'definition'),
    source: parseObject(definition['source'] ?? null, 'definition'),
    inputSchema,
    sealedFields: parseArray(placement['input'], 'placement').map(parseSealedField),
    sealing: { tid, def, sub, keysUrl },
  };
}

function parseSealedField(field: JsonObject): SealedField {
  const { dataPath, tier } = field;
  if (!isJsonArray(dataPath) || !dataPath.every((step) => typeof step === 'string')) throw unexpected('sealed field');
  if (tier !== 1 && tier !== 2 && tier !== 3) throw unexpected('sealed field');
  return { schemaPointer: text(field, 'schemaPointer', 'sealed field'), origin: text(field, 'origin', 'sealed field'), dataPath, tier };
}
