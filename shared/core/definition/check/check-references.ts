import { diagnosticError, type Diagnostic } from '../../kernel/diagnostic.ts';
import { appendPointer, pointerTokens } from '../../kernel/json-pointer.ts';
import type { JsonObject, JsonValue } from '../../kernel/json.ts';
import { entriesOf, memberOf, type Places, type TaskPlace } from './places.ts';
import { didYouMean } from './similar.ts';
import { quoted } from './words.ts';

/** A name in the document that has to be declared beneath `use`. */
interface Reference {
  readonly pointer: string;
  readonly section: 'authentications' | 'errors' | 'retries' | 'timeouts';
  readonly name: JsonValue | undefined;
}

/** Names of `use.errors`, `use.retries`, `use.timeouts` and `use.authentications` are declared. Functions may also come from a catalogue. */
export function checkReferences(document: JsonObject, places: Places): readonly Diagnostic[] {
  const use = memberOf(document, 'use');
  const references = [{ pointer: '/timeout', section: 'timeouts', name: memberOf(document, 'timeout') } as const, ...places.tasks.flatMap(referencesOf)];
  return references.flatMap(({ pointer, section, name }) => {
    if (typeof name !== 'string') return [];
    const declared = entriesOf(memberOf(use, section)).map(([key]) => key);
    return declared.includes(name) ? [] : [diagnosticError('UWF-1036', pointer, `use.${section} has no ${quoted(name)}${didYouMean(name, declared)}`)];
  });
}

function referencesOf(place: TaskPlace): readonly Reference[] {
  const at = (...path: readonly string[]) => ({ pointer: appendPointer(place.pointer, ...path), name: path.reduce<JsonValue | undefined>(memberOf, place.value) });
  return [
    { ...at('timeout'), section: 'timeouts' },
    ...(place.kind === 'raise' ? [{ ...at('raise', 'error'), section: 'errors' } as const] : []),
    ...(place.kind === 'try' ? [{ ...at('catch', 'retry'), section: 'retries' } as const] : []),
    ...AUTHENTICATION_PLACES.map((path): Reference => ({ ...at(...path, 'use'), section: 'authentications' })),
  ];
}

/** Where calls name an authentication policy. */
const AUTHENTICATION_PLACES = [
  ['with', 'endpoint', 'authentication'],
  ['with', 'authentication'],
  ['with', 'service', 'authentication'],
] as const;

/** Functions are put in place of their calls, so none may lead back to itself. Each circle is told once, at its first function. */
export function checkFunctionCycles(document: JsonObject, places: Places): readonly Diagnostic[] {
  const names = entriesOf(memberOf(memberOf(document, 'use'), 'functions')).map(([name]) => name);
  const calls = callsByFunction(new Set(names), places);
  const finished = new Set<string>();
  return names.flatMap((name) => {
    const circle = circleFrom(name, calls, finished);
    return circle === undefined ? [] : [toDiagnostic(circle)];
  });
}

interface FunctionCall {
  readonly pointer: string;
  readonly name: string;
}

/** Function → what the tasks in it call, of the functions beneath `use`. */
function callsByFunction(names: ReadonlySet<string>, places: Places): ReadonlyMap<string, readonly FunctionCall[]> {
  const calls = new Map<string, FunctionCall[]>();
  for (const place of places.tasks) {
    const [use, section, caller] = pointerTokens(place.pointer);
    const name = place.kind === 'call-function' ? memberOf(place.value, 'call') : undefined;
    if (use !== 'use' || section !== 'functions' || caller === undefined || typeof name !== 'string' || !names.has(name)) continue;
    calls.set(caller, [...(calls.get(caller) ?? []), { pointer: appendPointer(place.pointer, 'call'), name }]);
  }
  return calls;
}

/** Depth-first without recursion: a chain of functions may be as long as the document. */
function circleFrom(start: string, calls: ReadonlyMap<string, readonly FunctionCall[]>, finished: Set<string>): readonly FunctionCall[] | undefined {
  const path: { readonly name: string; next: number }[] = [{ name: start, next: 0 }];
  const taken: FunctionCall[] = [];
  while (path.length > 0) {
    const top = path.at(-1);
    const call = top === undefined || finished.has(top.name) ? undefined : calls.get(top.name)?.[top.next];
    if (top === undefined || call === undefined) {
      if (top !== undefined) finished.add(top.name);
      path.pop();
      taken.pop();
      continue;
    }
    top.next += 1;
    taken.push(call);
    const at = path.findIndex((entry) => entry.name === call.name);
    if (at >= 0) {
      for (const entry of path) finished.add(entry.name);
      return taken.slice(at);
    }
    path.push({ name: call.name, next: 0 });
  }
  return undefined;
}

function toDiagnostic(circle: readonly FunctionCall[]): Diagnostic {
  const [first] = circle;
  const way = circle.map((call) => quoted(call.name)).join(', then ');
  return diagnosticError('UWF-1037', first?.pointer ?? '', `the call leads back to itself, by ${way}`, {
    related: circle.slice(1).map((call) => ({ pointer: call.pointer, note: `calls ${quoted(call.name)}` })),
  });
}
