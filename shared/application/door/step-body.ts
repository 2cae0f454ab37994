import { isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { utf8Length } from '#shared/core/kernel/text-length.ts';
import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';
import type { ResultClaims } from '#shared/core/protocol/message.ts';
import type { StepIdentity } from '#shared/core/protocol/step-key.ts';
import type { WorkItem } from '#shared/core/work/message.ts';
import { encodeWorkItem, parseWorkMessage, type MalformedMessage } from '../work-messages.ts';

/**
 * Bytes that a body may have as JSON: what is left of a message (protocol §3) once it was written as text twice, in the box and in the envelope,
 * with room for claims and signature.
 */
export const BODY_BYTES_MAX = 140_000;

/** What of a work item the claims of its `run` say. */
export interface StepClaims extends StepIdentity {
  readonly act: string;
  readonly wfd: string;
  readonly deadline?: number;
}

/** The body of a `run`: everything of a work item that no claim says. */
export function runBodyOf(item: WorkItem): JsonObject {
  const { kind: _kind, attemptId: _attempt, executionId: _execution, revision: _revision, resource: _resource, deadline: _deadline, scope: _scope, ...body } = encodeWorkItem(item);
  return body;
}

/** The work item of a `run`. Refused when the body is not what {@link runBodyOf} makes. */
export function parseRunBody(claims: StepClaims, body: JsonObject): Result<WorkItem, MalformedMessage> {
  const { exe, stp, itr, act, wfd, deadline } = claims;
  const named = { kind: 'run', attemptId: stp, executionId: exe, revision: wfd, resource: act, ...(itr === '' ? {} : { scope: itr }), ...(deadline === undefined ? {} : { deadline }) };
  if (Object.keys(body).some((member) => Object.hasOwn(named, member))) return fail({ part: 'members' });
  const item = parseWorkMessage({ ...body, ...named });
  if (!item.ok) return item;
  return item.value.kind === 'run' ? succeed(item.value) : fail({ part: 'kind' });
}

/** The identity of a work item's step. */
export function identityOf(item: { readonly executionId: string; readonly attemptId: string; readonly scope?: string }): StepIdentity {
  return { exe: item.executionId, stp: item.attemptId, itr: item.scope ?? '' };
}

/** True when a body fits into a message. */
export function fitsMessage(body: JsonObject): boolean {
  const text = JSON.stringify(body);
  if (text.length > BODY_BYTES_MAX) return false;
  return text.length * UTF8_UNIT_BYTES_MAX <= BODY_BYTES_MAX || utf8Length(text) <= BODY_BYTES_MAX;
}

/** What a `result` tells, as its body says it. */
export type ResultContent = { readonly output: JsonValue } | { readonly error: string; readonly cause: string };

const FAILURE_CHARACTERS_MAX = 32_768;

/** True when the body of a `result` is what its outcome asks for: an output, a failure, or nothing. */
export function isResultBody({ outcome }: Pick<ResultClaims, 'outcome'>, body: JsonObject): boolean {
  const members = Object.keys(body).length;
  if (outcome === 'done') return members === 1 && Object.hasOwn(body, 'output');
  if (outcome === 'failed') return members === 0 || (members === 2 && isText(body['error']) && isText(body['cause']));
  return members === 0 && isJsonObject(body);
}

function isText(value: JsonValue | undefined): boolean {
  return typeof value === 'string' && value.length <= FAILURE_CHARACTERS_MAX;
}

/** Bytes of one UTF-16 unit in UTF-8, at most. */
const UTF8_UNIT_BYTES_MAX = 3;
