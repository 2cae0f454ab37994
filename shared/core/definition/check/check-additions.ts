import { diagnosticError, type Diagnostic } from '../../kernel/diagnostic.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import { valueAlong, type Places } from './places.ts';

/** What the schema of `metadata.uwf` cannot say: `context` belongs to a fork, whose branches alone have contexts of their own. */
export function checkAdditions(places: Places): readonly Diagnostic[] {
  const path = ['metadata', 'uwf', 'context'];
  return places.tasks.flatMap((place) => {
    if (place.kind === undefined || place.kind === 'fork' || valueAlong(place.value, path) === undefined) return [];
    return [diagnosticError('UWF-1050', appendPointer(place.pointer, ...path), 'context says what becomes of the exports of branches, and only a fork has branches')];
  });
}
