import { diagnosticError, type Diagnostic } from '../../kernel/diagnostic.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import type { JsonValue } from '../../kernel/json.ts';
import { iteratorsOf, memberOf, valueAlong, type PartPlace, type Places } from './places.ts';
import { quoted } from './words.ts';

/** Names that expressions find already bound (DSL "Runtime Expression Arguments", and the ones of the ASL). */
const RESERVED: ReadonlySet<string> = new Set(['authorization', 'context', 'input', 'output', 'runtime', 'secret', 'secrets', 'states', 'task', 'workflow']);

/** Variables of loops and catches can be written in jq and in JSONata, hide nothing that the DSL binds, and are two when there are two. */
export function checkVariables(places: Places): readonly Diagnostic[] {
  const loops = places.tasks.filter(({ kind }) => kind === 'for').map((place): PartPlace => ({ pointer: appendPointer(place.pointer, 'for'), value: memberOf(place.value, 'for') ?? null }));
  const catches = places.tasks.filter(({ kind }) => kind === 'try').map((place) => ({ pointer: appendPointer(place.pointer, 'catch', 'as'), name: valueAlong(place.value, ['catch', 'as']) }));
  return [
    ...catches.flatMap(({ pointer, name }) => checkName(name, pointer)),
    ...loops.flatMap((loop) => checkPair(loop, 'each')),
    ...places.tasks.flatMap(iteratorsOf).flatMap((iterator) => checkPair(iterator, 'item')),
  ];
}

function checkPair({ pointer, value }: PartPlace, itemField: string): readonly Diagnostic[] {
  const [item, at] = [memberOf(value, itemField), memberOf(value, 'at')];
  const findings = [...checkName(item, appendPointer(pointer, itemField)), ...checkName(at, appendPointer(pointer, 'at'))];
  if (findings.length > 0 || (item ?? 'item') !== (at ?? 'index')) return findings;
  const field = at === undefined ? itemField : 'at';
  return [diagnosticError('UWF-1064', appendPointer(pointer, field), 'the item and its position have the same name')];
}

function checkName(name: JsonValue | undefined, pointer: string): readonly Diagnostic[] {
  if (typeof name !== 'string') return [];
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,63}$/u.test(name)) return [diagnosticError('UWF-1064', pointer, `${quoted(name)} is no name of 1 to 64 letters, digits and _`)];
  return RESERVED.has(name) ? [diagnosticError('UWF-1064', pointer, `${quoted(name)} is bound by the DSL already`)] : [];
}
