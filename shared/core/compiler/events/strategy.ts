import type { EventStrategy, ExpressionSpec } from '../../definition/model.ts';
import { bindCondition } from '../bind/condition.ts';
import type { BoundMember, BoundValue } from '../bind/value.ts';
import { itemValue } from './executor-expressions.ts';
import { bindFilter, type EventBinding } from './filter.ts';

/** A strategy as it stands in `ListenTaskArguments`: `{one}`, `{all}` or `{any, until?}` (DSL "Event Consumption Strategy"). */
export function bindStrategy(strategy: EventStrategy, binding: EventBinding): BoundValue {
  const { pointer } = strategy;
  if (strategy.kind === 'one') return { kind: 'object', origin: pointer, members: [{ key: 'one', value: bindFilter(strategy.filter, binding) }] };
  const items = strategy.filters.map((filter) => bindFilter(filter, binding));
  const filters: BoundMember = { key: strategy.kind, value: { kind: 'array', origin: pointer, items } };
  return { kind: 'object', origin: pointer, members: strategy.kind === 'any' ? [filters, ...bindUntil(strategy.until, binding)] : [filters] };
}

function bindUntil(until: ExpressionSpec | EventStrategy | undefined, binding: EventBinding): readonly BoundMember[] {
  if (until === undefined) return [];
  return [{ key: 'until', value: 'kind' in until ? bindStrategy(until, binding) : bindConsumed(until, 'until', binding) }];
}

/** A condition over the array of what was consumed so far. */
export function bindConsumed(condition: ExpressionSpec, place: string, { bindings, context, expressions }: EventBinding): BoundValue {
  const over = { ...bindings, place, root: itemValue(condition.pointer) };
  return expressions.write(bindCondition(condition, over, context), condition.pointer);
}
