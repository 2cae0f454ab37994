import { appendPointer } from '../../kernel/json-pointer.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import { entriesOf, memberOf } from '../check/places.ts';
import { wrappedExpression } from '../expression-text.ts';
import type { ErrorFilter, ErrorSpec, RetryPolicy, RetrySpec } from '../model.ts';
import { readExpression, readTemplate } from './data-fields.ts';
import { readDuration } from './duration.ts';
import { parsePresent } from './parse-present.ts';
import { refuse, type Reading } from './reading.ts';

/** An error to raise. What it is (`type`, `status`, `instance`) has to be known before the run; what it says may be an expression. */
export function readError(reading: Reading, value: JsonValue | undefined, pointer: string): ErrorSpec | undefined {
  const type = readStaticText(reading, value, pointer, 'type');
  const status = memberOf(value, 'status');
  const instance = readStaticText(reading, value, pointer, 'instance');
  if (type === undefined || typeof status !== 'number') return undefined;
  const title = readTemplate(memberOf(value, 'title'), appendPointer(pointer, 'title'));
  const detail = readTemplate(memberOf(value, 'detail'), appendPointer(pointer, 'detail'));
  return { pointer, type, status, ...parsePresent<Partial<Pick<ErrorSpec, 'instance' | 'title' | 'detail'>>>({ instance, title, detail }) };
}

function readStaticText(reading: Reading, value: JsonValue | undefined, pointer: string, field: string): string | undefined {
  const text = memberOf(value, field);
  if (typeof text !== 'string') return undefined;
  if (wrappedExpression(text) === undefined) return text;
  const reason = 'which catch an error goes to is decided before the run';
  return refuse(reading, appendPointer(pointer, field), { construct: `an expression as the ${field} of an error`, reason, wayOut: `Write the ${field} as a text; title and detail may be expressions.` });
}

/** `errors.with` of a catch. */
export function readErrorFilter(value: JsonValue | undefined, catchPointer: string): ErrorFilter {
  const filter = memberOf(memberOf(value, 'errors'), 'with');
  const pointer = filter === undefined ? catchPointer : appendPointer(catchPointer, 'errors', 'with');
  const status = memberOf(filter, 'status');
  return {
    pointer,
    ...parsePresent<Omit<ErrorFilter, 'pointer'>>({
      type: text(filter, 'type'),
      status: typeof status === 'number' ? status : undefined,
      title: text(filter, 'title'),
      detail: text(filter, 'detail'),
      instance: text(filter, 'instance'),
    }),
  };
}

function text(value: JsonValue | undefined, field: string): string | undefined {
  const found = memberOf(value, field);
  return typeof found === 'string' ? found : undefined;
}

/** A retry policy, or the name of one of `use.retries`. */
export function readRetry(reading: Reading, value: JsonValue | undefined, pointer: string): RetrySpec | undefined {
  if (typeof value === 'string') return { kind: 'reference', name: value, pointer };
  const policy = readRetryPolicy(reading, value, pointer);
  return policy === undefined ? undefined : { kind: 'policy', policy };
}

/** A retry policy of `use.retries` or of a catch. */
export function readRetryPolicy(reading: Reading, value: JsonValue | undefined, pointer: string): RetryPolicy | undefined {
  if (!isJsonObject(value)) return undefined;
  const limit = memberOf(value, 'limit');
  const attempt = memberOf(limit, 'attempt');
  const count = memberOf(attempt, 'count');
  return {
    pointer,
    backoff: readBackoff(reading, value, pointer),
    ...parsePresent<Omit<RetryPolicy, 'pointer' | 'backoff'>>({
      when: readExpression(value['when'], appendPointer(pointer, 'when')),
      exceptWhen: readExpression(value['exceptWhen'], appendPointer(pointer, 'exceptWhen')),
      delay: readDuration(reading, value['delay'], appendPointer(pointer, 'delay')),
      attemptCount: typeof count === 'number' ? count : undefined,
      attemptDuration: readDuration(reading, memberOf(attempt, 'duration'), appendPointer(pointer, 'limit', 'attempt', 'duration')),
      totalDuration: readDuration(reading, memberOf(limit, 'duration'), appendPointer(pointer, 'limit', 'duration')),
      jitter: readJitter(reading, value['jitter'], appendPointer(pointer, 'jitter')),
    }),
  };
}

const BACKOFFS = ['constant', 'exponential', 'linear'] as const;

function readBackoff(reading: Reading, policy: JsonObject, pointer: string): RetryPolicy['backoff'] {
  const backoff = memberOf(policy, 'backoff');
  const kind = BACKOFFS.find((candidate) => memberOf(backoff, candidate) !== undefined) ?? 'constant';
  if (entriesOf(memberOf(backoff, kind)).length > 0) {
    refuse(reading, appendPointer(pointer, 'backoff', kind), { construct: `an option of the ${kind} backoff`, reason: 'the DSL defines none', wayOut: `Write ${kind}: {}.` });
  }
  return kind;
}

function readJitter(reading: Reading, value: JsonValue | undefined, pointer: string): RetryPolicy['jitter'] {
  const from = readDuration(reading, memberOf(value, 'from'), appendPointer(pointer, 'from'));
  const to = readDuration(reading, memberOf(value, 'to'), appendPointer(pointer, 'to'));
  return from === undefined || to === undefined ? undefined : { from, to };
}
