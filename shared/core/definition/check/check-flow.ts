import { diagnosticError, type Diagnostic } from '../../kernel/diagnostic.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import type { JsonValue } from '../../kernel/json.ts';
import { entriesOf, itemsOf, memberOf, type ListPlace, type Places, type TaskPlace } from './places.ts';
import { didYouMean } from './similar.ts';
import { quoted } from './words.ts';

/** Flow directives that are no names of tasks (DSL "Flow Directive"). */
export const DIRECTIVES: ReadonlySet<JsonValue> = new Set<JsonValue>(['continue', 'exit', 'end']);

/** Where tasks go: targets of `then` stand in the same list, and a switch has at most one default case. */
export function checkFlow(places: Places): readonly Diagnostic[] {
  const names = new Map(places.lists.map((list) => [list, namesOf(list)] as const));
  return places.tasks.flatMap((place) => {
    const siblings = place.list === undefined ? undefined : names.get(place.list);
    return [...directivesOf(place).flatMap(([pointer, target]) => checkTarget({ place, siblings, pointer }, target)), ...checkDefaults(place)];
  });
}

/** Every directive of a task with its pointer. */
function directivesOf(place: TaskPlace): readonly (readonly [string, JsonValue | undefined])[] {
  const own = [[appendPointer(place.pointer, 'then'), memberOf(place.value, 'then')]] as const;
  if (place.kind === 'try') return [...own, [appendPointer(place.pointer, 'catch', 'then'), memberOf(memberOf(place.value, 'catch'), 'then')]];
  return place.kind === 'switch' ? [...own, ...casesOf(place).map((one) => [appendPointer(one.pointer, 'then'), memberOf(one.value, 'then')] as const)] : own;
}

function casesOf(place: TaskPlace): readonly { readonly pointer: string; readonly value: JsonValue }[] {
  return itemsOf(memberOf(place.value, 'switch')).flatMap((item, index) =>
    entriesOf(item).map(([name, value]) => ({ pointer: appendPointer(place.pointer, 'switch', index, name), value })),
  );
}

interface Directive {
  readonly place: TaskPlace;
  readonly siblings: ReadonlySet<string> | undefined;
  readonly pointer: string;
}

function namesOf(list: ListPlace): ReadonlySet<string> {
  return new Set(itemsOf(list.value).flatMap((item) => entriesOf(item).map(([name]) => name)));
}

function checkTarget({ place, siblings, pointer }: Directive, target: JsonValue | undefined): readonly Diagnostic[] {
  if (typeof target !== 'string' || DIRECTIVES.has(target)) return [];
  if (siblings === undefined) return [diagnosticError('UWF-1034', pointer, `a function stands in no list, so it cannot go to ${quoted(target)}`)];
  if (place.list?.role === 'branches') return [diagnosticError('UWF-1034', pointer, `a branch cannot go to ${quoted(target)}: branches run side by side`)];
  return siblings.has(target) ? [] : [diagnosticError('UWF-1034', pointer, `the list has no task named ${quoted(target)}${didYouMean(target, siblings)}`)];
}

function checkDefaults(place: TaskPlace): readonly Diagnostic[] {
  if (place.kind !== 'switch') return [];
  const [first, ...others] = casesOf(place).filter((one) => memberOf(one.value, 'then') !== undefined && memberOf(one.value, 'when') === undefined);
  return others.map((one) => diagnosticError('UWF-1035', one.pointer, 'another case without when is the default already', { related: [{ pointer: first?.pointer ?? '', note: 'the first default case' }] }));
}
