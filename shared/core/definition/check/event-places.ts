import { appendPointer } from '../../kernel/json-pointer.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import { itemsOf, memberOf, valueAlong, type PartPlace, type Places } from './places.ts';

/** What the event consumption strategies of a document hold. */
export interface EventPlaces {
  readonly filters: readonly PartPlace[];
  /** `until` where it is a condition. */
  readonly conditions: readonly PartPlace[];
}

/** Filters and conditions of `schedule.on` and of every `listen.to`, also those of a nested `until`. */
export function collectEventPlaces(document: JsonObject, places: Places): EventPlaces {
  const found: { readonly filters: PartPlace[]; readonly conditions: PartPlace[] } = { filters: [], conditions: [] };
  visitStrategy(found, valueAlong(document, ['schedule', 'on']), '/schedule/on');
  for (const place of places.tasks) {
    if (place.kind === 'listen') visitStrategy(found, valueAlong(place.value, ['listen', 'to']), appendPointer(place.pointer, 'listen', 'to'));
  }
  return found;
}

function visitStrategy(found: { readonly filters: PartPlace[]; readonly conditions: PartPlace[] }, strategy: JsonValue | undefined, pointer: string): void {
  const one = memberOf(strategy, 'one');
  if (one !== undefined) found.filters.push({ pointer: appendPointer(pointer, 'one'), value: one });
  for (const group of ['all', 'any']) {
    for (const [index, value] of itemsOf(memberOf(strategy, group)).entries()) found.filters.push({ pointer: appendPointer(pointer, group, index), value });
  }
  const until = memberOf(strategy, 'until');
  const untilPointer = appendPointer(pointer, 'until');
  if (typeof until === 'string') found.conditions.push({ pointer: untilPointer, value: until });
  if (isJsonObject(until)) visitStrategy(found, until, untilPointer);
}
