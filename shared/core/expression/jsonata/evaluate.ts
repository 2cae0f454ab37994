import type { JsonValue } from '../../kernel/json.ts';
import { fail, type Result } from '../../kernel/result.ts';
import { runClosures } from './closures/compile-closures.ts';
import { engine } from './engine.ts';
import type { EvaluationError, EvaluationLimits } from './errors.ts';
import { toEvaluationError } from './evaluation-error.ts';
import { EVALUATION_LIMITS_DEFAULT } from './limits.ts';
import type { CompiledExpression } from './parse.ts';
import { toPlainJson } from './to-json.ts';
import type { Meter } from './vendor/jsonata.mjs';

export { compileExpression, type CompiledExpression } from './parse.ts';

/** Everything that one evaluation depends on. Equal scopes give equal results. */
export interface EvaluationScope {
  /** By name, without `$`. */
  readonly variables: Readonly<Record<string, JsonValue>>;
  /** Epoch milliseconds: `$now()`, `$millis()`. */
  readonly now: number;
  /** At least 0, below 1: `$random()`, `$uuid()`, `$shuffle()`. */
  readonly random: () => number;
  /** Those not given are {@link EVALUATION_LIMITS_DEFAULT}. */
  readonly limits?: Partial<EvaluationLimits>;
  /** The root context. Programs have none: everything comes from variables. */
  readonly input?: JsonValue;
}

/**
 * Evaluates an expression. Synchronous; changes nothing of the scope, which may be frozen. The result is plain JSON, or `undefined`
 * when the expression selects nothing. Errors: {@link EvaluationError}; no exception of the engine escapes.
 */
export function evaluateExpression(compiled: CompiledExpression, scope: EvaluationScope): Result<JsonValue | undefined, EvaluationError> {
  const limits = scope.limits === undefined ? EVALUATION_LIMITS_DEFAULT : { ...EVALUATION_LIMITS_DEFAULT, ...scope.limits };
  if (compiled.closures === undefined) return evaluateByEngine(compiled, scope, limits);
  const draws = compiled.closures.usesRandomness ? recordDraws(scope.random) : { first: scope.random, again: scope.random };
  const outcome = runClosures(compiled.closures, scope, createMeter({ now: scope.now, random: draws.first }, limits));
  return outcome.kind === 'value' ? toResult(outcome.value, limits) : evaluateByEngine(compiled, { ...scope, random: draws.again }, limits);
}

/** By the library: for what closures do not cover, and for whatever ends in an error. */
function evaluateByEngine(compiled: CompiledExpression, scope: EvaluationScope, limits: EvaluationLimits): Result<JsonValue | undefined, EvaluationError> {
  try {
    return toResult(engine.run(compiled.program, scope, createMeter(scope, limits)), limits);
  } catch (thrown) {
    return fail(toEvaluationError(thrown));
  }
}

function toResult(value: unknown, limits: EvaluationLimits): Result<JsonValue | undefined, EvaluationError> {
  const plain = toPlainJson(value, limits.outputBytes);
  return plain.ok ? plain : fail(toEvaluationError({ code: plain.error }));
}

/** Random numbers as they come, and from the beginning again for whoever takes over. */
function recordDraws(random: () => number): { readonly first: () => number; readonly again: () => number } {
  const drawn: number[] = [];
  const first = (): number => {
    const number = random();
    drawn.push(number);
    return number;
  };
  return { first, again: () => drawn.shift() ?? random() };
}

function createMeter(scope: Pick<EvaluationScope, 'now' | 'random'>, limits: EvaluationLimits): Meter {
  return {
    steps: 0,
    depth: 0,
    stepsMax: limits.steps,
    depthMax: limits.depth,
    itemsMax: limits.sequenceItems,
    textUnitsMax: limits.textUnits,
    now: scope.now,
    random: scope.random,
  };
}
