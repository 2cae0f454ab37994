import type { DeploymentTarget, OptimisationLevel } from '#shared/core/compiler/model.ts';
import type { DefinitionIdentity } from '#shared/core/definition/model.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';
import { ZONES, type Zone } from '#shared/core/tier/tier.ts';
import type { CancelItem, DefinitionNotice, WorkItem } from '#shared/core/work/message.ts';

/** Why a message is not one of ours: which part is wrong, by its name in the protocol; never what it holds. */
export interface MalformedMessage {
  readonly part: string;
}

/** The body of a work item as it travels. */
export function encodeWorkItem(item: WorkItem): JsonObject {
  const { namespace, name, version } = item.definition;
  return {
    kind: 'run',
    attemptId: item.attemptId,
    executionId: item.executionId,
    definition: { namespace, name, version },
    revision: item.revision,
    state: item.state,
    resource: item.resource,
    arguments: item.arguments,
    principal: item.principal,
    retryCount: item.retryCount,
    ...(item.scope === undefined ? {} : { scope: item.scope }),
    ...(item.visit === undefined ? {} : { visit: item.visit }),
    ...(item.deadline === undefined ? {} : { deadline: item.deadline }),
  };
}

/** The body of a cancellation as it travels. */
export function encodeCancelItem(item: CancelItem): JsonObject {
  return { kind: 'cancel', attemptId: item.attemptId, executionId: item.executionId, ...(item.scope === undefined ? {} : { scope: item.scope }) };
}

/** The body of a definition notice as it travels. */
export function encodeDefinitionNotice(notice: DefinitionNotice): JsonObject {
  const { name, runtime, zone, capabilities } = notice.target;
  return {
    kind: 'definition',
    revision: notice.revision,
    target: { name, runtime, zone, ...(capabilities === undefined ? {} : { capabilities }) },
    source: notice.source,
    ...(notice.resources === undefined ? {} : { resources: notice.resources }),
    ...(notice.optimisation === undefined ? {} : { optimisation: notice.optimisation }),
    registeredBy: notice.registeredBy,
    ...(notice.inline === undefined ? {} : { inline: notice.inline }),
  };
}

/** Ids and names in messages are shorter; a longer one is not from us. */
const MESSAGE_NAME_CHARACTERS_MAX = 1_024;

/** Reads members of a message; remembers the first one that is wrong. */
interface MessageReader {
  has(name: string): boolean;
  text(name: string): string;
  count(name: string): number;
  object(name: string): JsonObject;
  /** A member that may hold any JSON. */
  json(name: string): JsonValue;
  reject(part: string): void;
  /** The first wrong part; members that were not read are wrong too. */
  wrong(): MalformedMessage | undefined;
}

function isName(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MESSAGE_NAME_CHARACTERS_MAX;
}

function isCount(value: JsonValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function readMessage(body: JsonObject): MessageReader {
  let wrong: string | undefined;
  const read = new Set<string>();
  const reject = (part: string): void => {
    wrong ??= part;
  };
  const member = (name: string): JsonValue | undefined => {
    read.add(name);
    return Object.hasOwn(body, name) ? body[name] : undefined;
  };
  const required = <T extends JsonValue>(name: string, isFit: (value: JsonValue | undefined) => value is T, otherwise: T): T => {
    const value = member(name);
    if (isFit(value)) return value;
    reject(name);
    return otherwise;
  };
  return {
    reject,
    has: (name) => Object.hasOwn(body, name),
    text: (name) => required(name, isName, ''),
    count: (name) => required(name, isCount, 0),
    object: (name) => required<JsonObject>(name, isJsonObject, {}),
    json: (name) => required<JsonValue>(name, (value): value is JsonValue => value !== undefined, null),
    wrong: () => {
      if (!Object.keys(body).every((name) => read.has(name))) reject('members');
      return wrong === undefined ? undefined : { part: wrong };
    },
  };
}

function parsed<T>(reader: MessageReader, value: T): Result<T, MalformedMessage> {
  const wrong = reader.wrong();
  return wrong === undefined ? succeed(value) : fail(wrong);
}

function parseKind(reader: MessageReader, kind: string): void {
  if (reader.text('kind') !== kind) reader.reject('kind');
}

function parseIdentity(reader: MessageReader): DefinitionIdentity {
  const inner = readMessage(reader.object('definition'));
  const identity = { namespace: inner.text('namespace'), name: inner.text('name'), version: inner.text('version') };
  if (inner.wrong() !== undefined) reader.reject('definition');
  return identity;
}

function parseScope(reader: MessageReader): Pick<WorkItem, 'scope'> {
  return reader.has('scope') ? { scope: reader.text('scope') } : {};
}

function parseRun(body: JsonObject): Result<WorkItem, MalformedMessage> {
  const reader = readMessage(body);
  parseKind(reader, 'run');
  return parsed(reader, {
    kind: 'run',
    attemptId: reader.text('attemptId'),
    executionId: reader.text('executionId'),
    definition: parseIdentity(reader),
    revision: reader.text('revision'),
    state: reader.text('state'),
    resource: reader.text('resource'),
    arguments: reader.json('arguments'),
    principal: reader.text('principal'),
    retryCount: reader.count('retryCount'),
    ...parseScope(reader),
    ...(reader.has('visit') ? { visit: reader.count('visit') } : {}),
    ...(body['deadline'] === undefined ? {} : { deadline: reader.count('deadline') }),
  });
}

function parseCancel(body: JsonObject): Result<CancelItem, MalformedMessage> {
  const reader = readMessage(body);
  parseKind(reader, 'cancel');
  return parsed(reader, { kind: 'cancel', attemptId: reader.text('attemptId'), executionId: reader.text('executionId'), ...parseScope(reader) });
}

/** A message on a topic of work: an attempt to carry out, or one that is no longer wanted. Members that are not ours are refused. */
export function parseWorkMessage(body: JsonObject): Result<WorkItem | CancelItem, MalformedMessage> {
  return body['kind'] === 'cancel' ? parseCancel(body) : parseRun(body);
}

function isZone(text: string): text is Zone {
  return ZONES.some((zone) => zone === text);
}

function isRuntime(text: string): text is DeploymentTarget['runtime'] {
  return text === 'engine' || text === 'step-functions' || text === 'durable-functions';
}

function parseCapabilities(reader: MessageReader): Pick<DeploymentTarget, 'capabilities'> {
  if (!reader.has('capabilities')) return {};
  const value = reader.json('capabilities');
  if (isJsonArray(value) && value.every(isName)) return { capabilities: value };
  reader.reject('capabilities');
  return {};
}

function parseTarget(reader: MessageReader): DeploymentTarget {
  const inner = readMessage(reader.object('target'));
  const name = inner.text('name');
  const runtime = inner.text('runtime');
  const zone = inner.text('zone');
  const capabilities = parseCapabilities(inner);
  if (isRuntime(runtime) && isZone(zone) && inner.wrong() === undefined) return { name, runtime, zone, ...capabilities };
  reader.reject('target');
  return { name, runtime: 'engine', zone: 'public-cloud' };
}

function parseResources(reader: MessageReader): Pick<DefinitionNotice, 'resources'> {
  if (!reader.has('resources')) return {};
  const texts = Object.entries(reader.object('resources')).flatMap(([uri, text]) => (typeof text === 'string' ? [[uri, text] as const] : []));
  if (texts.length !== Object.keys(reader.object('resources')).length) reader.reject('resources');
  return { resources: Object.fromEntries(texts) };
}

const LEVELS = [0, 1, 2] as const satisfies readonly OptimisationLevel[];

function parseOptimisation(reader: MessageReader): Pick<DefinitionNotice, 'optimisation'> {
  if (!reader.has('optimisation')) return {};
  const value = reader.json('optimisation');
  const optimisation = LEVELS.find((level) => level === value);
  if (optimisation === undefined) reader.reject('optimisation');
  return optimisation === undefined ? {} : { optimisation };
}

function parseInline(body: JsonObject, reader: MessageReader): { readonly inline?: true } {
  if (body['inline'] === undefined) return {};
  if (reader.json('inline') !== true) reader.reject('inline');
  return { inline: true };
}

/** A message on the topic of notices between the zones. Members that are not ours are refused. */
export function parseDefinitionNotice(body: JsonObject): Result<DefinitionNotice, MalformedMessage> {
  const reader = readMessage(body);
  parseKind(reader, 'definition');
  return parsed(reader, {
    kind: 'definition',
    revision: reader.text('revision'),
    target: parseTarget(reader),
    source: reader.object('source'),
    ...parseResources(reader),
    ...parseOptimisation(reader),
    registeredBy: reader.text('registeredBy'),
    ...parseInline(body, reader),
  });
}
