import type { JsonValue } from '../../kernel/json.ts';
import type { RandomSource } from '../../kernel/random.ts';
import { fail, succeed, type Result } from '../../kernel/result.ts';
import { evaluatePath, type PathRoots } from '../jsonpath/evaluate.ts';
import type { PathMiss } from '../jsonpath/miss.ts';
import { IntrinsicFault } from './fault.ts';
import { INTRINSIC_FUNCTIONS } from './functions.ts';
import type { IntrinsicArgument, IntrinsicCall } from './model.ts';

/** What an invocation can use. Equal scopes, with equal randomness, give equal results. */
export interface IntrinsicScope {
  readonly roots: PathRoots;
  readonly random: RandomSource;
}

/** Why an invocation gives no value: a path of an argument found nothing, or a function refused. The message quotes no argument. */
export type IntrinsicError = { readonly kind: 'missing'; readonly miss: PathMiss } | { readonly kind: 'failed'; readonly message: string };

/** The value of an invocation. Arguments are evaluated from left to right; the first that fails ends it. */
export function evaluateIntrinsic(call: IntrinsicCall, scope: IntrinsicScope): Result<JsonValue, IntrinsicError> {
  const values: JsonValue[] = [];
  for (const [index, argument] of call.arguments.entries()) {
    const value = evaluateArgument(argument, scope, call.name === 'States.Format' && index === 0);
    if (!value.ok) return value;
    values.push(value.value);
  }
  try {
    return succeed(INTRINSIC_FUNCTIONS[call.name](values, scope.random));
  } catch (thrown) {
    if (!(thrown instanceof IntrinsicFault)) throw thrown;
    return fail({ kind: 'failed', message: thrown.message });
  }
}

function evaluateArgument(argument: IntrinsicArgument, scope: IntrinsicScope, isTemplate: boolean): Result<JsonValue, IntrinsicError> {
  switch (argument.kind) {
    case 'literal':
      return succeed(argument.value);
    case 'text':
      return succeed(isTemplate ? argument.source : argument.value);
    case 'call':
      return evaluateIntrinsic(argument, scope);
    case 'path': {
      const value = evaluatePath(argument.path, scope.roots);
      return value.ok ? value : fail({ kind: 'missing', miss: value.error });
    }
  }
}
