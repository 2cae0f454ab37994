import type { FilterStage } from '../ast.ts';
import { engine } from '../engine.ts';
import { charge, leave, type Closure, type Evaluation, type NodeCompiler } from './evaluation.ts';
import type { Scope } from './scope.ts';
import { isList, sequenceOf, truthOf } from './values.ts';

/** A filter: what it leaves of a value, an array or an item alone. The result is not collapsed. */
export interface CompiledFilter {
  readonly apply: (evaluation: Evaluation, input: unknown) => readonly unknown[];
  readonly depth: number;
}

/** Makes a closure of `[…]`: a literal position, or an expression that is evaluated with each item. */
export function compileFilter(stage: FilterStage, scope: Scope, compiler: NodeCompiler<Scope>): CompiledFilter {
  const { expression } = stage;
  if (expression.kind === 'number') return { apply: positionFilter(expression.value), depth: 0 };
  const { evaluate, cost, depth } = compiler.compile(expression, scope);
  return { apply: itemFilter(evaluate, cost + 0.3), depth };
}

/** The engine looks at nothing but the number here: neither filters nor groups of the literal itself. */
function positionFilter(position: number): CompiledFilter['apply'] {
  const whole = Math.floor(position);
  return (_, input) => {
    const items = isList(input) ? input : [input];
    const item = items[whole < 0 ? items.length + whole : whole];
    if (item === undefined) return engine.createSequence();
    return isList(item) ? item : sequenceOf(item);
  };
}

function itemFilter(evaluate: Closure, cost: number): CompiledFilter['apply'] {
  return (evaluation, input) => {
    const items = isList(input) ? input : [input];
    charge(evaluation, items.length * cost);
    const results = engine.createSequence();
    for (let index = 0; index < items.length; index += 1) {
      const item = items[index];
      const verdict = evaluate(evaluation, item);
      if (verdict === true) results.push(item);
      else if (typeof verdict === 'number' && !Number.isNaN(verdict)) pick(results, verdict, { item, index, length: items.length });
      else if (isList(verdict) && verdict.every(isNumber)) for (const position of verdict) pick(results, position, { item, index, length: items.length });
      else if (truthOf(verdict)) results.push(item);
    }
    return results;
  };
}

/** Leaves for numbers that are not finite, as the engine raises an error there. */
function isNumber(value: unknown): value is number {
  if (typeof value !== 'number' || Number.isNaN(value)) return false;
  return Number.isFinite(value) || leave();
}

function pick(results: unknown[], position: number, place: { readonly item: unknown; readonly index: number; readonly length: number }): void {
  if (!Number.isFinite(position)) leave();
  const whole = Math.floor(position);
  if ((whole < 0 ? place.length + whole : whole) === place.index) results.push(place.item);
}
