import { ERROR_NAMES } from '#shared/core/asl/error-names.ts';
import { canonicalJson } from '#shared/core/kernel/canonical-json.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import { decodeFailure } from '../swf/module.ts';

/** How an execution ended, and what it did outside, whoever ran it. */
export interface JudgedOutcome {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'RUNNING';
  readonly output?: JsonValue;
  readonly error?: string;
  readonly cause?: string;
  readonly calls: readonly JsonValue[];
  readonly published: readonly JsonObject[];
}

/** `<type>#<status>`: an error of the DSL, whose cause is the program's own work. The causes of `States.*` are each interpreter's own words. */
const DOMAIN_ERROR = /#\d{3}$/;

/** What differs, in words; nothing when the two agree. Branches run at the same time, so requests and events are compared without their order. */
export function differences(ours: JudgedOutcome, theirs: JudgedOutcome): readonly string[] {
  if (ours.status !== theirs.status) return [`status is ${tell(ours)} here and ${tell(theirs)} there`];
  return [
    ...different('output', ours.output ?? null, theirs.output ?? null),
    ...different('error', errorOf(ours), errorOf(theirs)),
    ...(DOMAIN_ERROR.test(ours.error ?? '') ? different('error object', decodeFailure(ours), decodeFailure(theirs)) : []),
    ...different('requests', inAnyOrder(ours.calls), inAnyOrder(theirs.calls)),
    ...different('published events', inAnyOrder(ours.published), inAnyOrder(theirs.published)),
  ];
}

/** Where the machine as a whole took too long, the status says it; whether an error is named beside it was not recorded on AWS. */
function errorOf({ status, error }: JudgedOutcome): JsonValue {
  return status === 'TIMED_OUT' ? ERROR_NAMES.timeout : (error ?? null);
}

function tell({ status, error, cause }: JudgedOutcome): string {
  return [status, error, cause?.slice(0, 400)].filter((part) => part !== undefined).join(' ');
}

function different(what: string, ours: JsonValue, theirs: JsonValue): readonly string[] {
  return canonicalJson(ours) === canonicalJson(theirs) ? [] : [`${what} is ${JSON.stringify(ours)} here and ${JSON.stringify(theirs)} there`];
}

function inAnyOrder(values: readonly JsonValue[]): readonly JsonValue[] {
  return [...values].sort((left, right) => (canonicalJson(left) < canonicalJson(right) ? -1 : 1));
}
