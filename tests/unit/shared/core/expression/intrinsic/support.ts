import { evaluateIntrinsic } from '#shared/core/expression/intrinsic/evaluate.ts';
import { parseIntrinsic } from '#shared/core/expression/intrinsic/parse.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { createRandom } from '#shared/core/kernel/random.ts';

function evaluate(text: string, input: JsonValue) {
  const call = parseIntrinsic(text);
  assert(call.ok, 'the invocation of a test parses');
  return evaluateIntrinsic(call.value, { roots: { input, context: { Name: 'context' }, variables: { v: 'variable' } }, random: createRandom('test') });
}

/** The value of an invocation. */
export function call(text: string, input: JsonValue = {}): JsonValue {
  const value = evaluate(text, input);
  assert(value.ok, 'the invocation of a test gives a value');
  return value.value;
}

/** Why an invocation gives no value: the message of its function, or the path that finds nothing. */
export function refused(text: string, input: JsonValue = {}): string {
  const value = evaluate(text, input);
  assert(!value.ok, 'the invocation of a test gives no value');
  return value.error.kind === 'failed' ? value.error.message : value.error.miss.path.text;
}
