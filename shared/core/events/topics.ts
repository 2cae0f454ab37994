import { workItemExpressionOf } from '../asl/model.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../kernel/json.ts';

/** Types of the events that a strategy can take at all; `all` when it may take any. A bus need not offer it the others. */
export type EventTopics = 'all' | readonly string[];

/** The types that the filters of a strategy, and of the one that ends it, name by constants. */
export function topicsOf(strategy: JsonObject): EventTopics {
  const topics = new Set<string>();
  for (const filter of allFilters(strategy)) {
    const type = isJsonObject(filter) && isJsonObject(filter['with']) ? filter['with']['type'] : undefined;
    if (typeof type !== 'string') return 'all';
    topics.add(type);
  }
  return [...topics].sort();
}

function allFilters(strategy: JsonObject): readonly (JsonValue | undefined)[] {
  const { until } = strategy;
  const nested = isJsonObject(until) && workItemExpressionOf(until) === undefined ? allFilters(until) : [];
  return [...filtersOf(strategy), ...nested];
}

/** The filters of a strategy by themselves. An empty `any` takes everything: it is one filter that is undefined. */
export function filtersOf(strategy: JsonObject): readonly (JsonValue | undefined)[] {
  if (strategy['one'] !== undefined) return [strategy['one']];
  const list = strategy['all'] ?? strategy['any'];
  const filters = isJsonArray(list) ? list : [];
  return filters.length === 0 && strategy['all'] === undefined ? [undefined] : filters;
}
