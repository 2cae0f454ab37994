import { diagnosticError, type Diagnostic } from '../../kernel/diagnostic.ts';
import { appendPointer, pointerTokens } from '../../kernel/json-pointer.ts';
import type { JsonObject, JsonValue } from '../../kernel/json.ts';
import { AUTHENTICATION_SCHEMES, collectAuthentications } from './authentication-places.ts';
import { entriesOf, itemsOf, memberOf, valueAlong, type PartPlace, type Places, type TaskPlace } from './places.ts';
import { didYouMean } from './similar.ts';
import { quoted } from './words.ts';

/** A name in the document that has to be declared beneath `use`. */
interface Reference {
  readonly pointer: string;
  readonly section: 'authentications' | 'catalogs' | 'errors' | 'retries' | 'secrets' | 'timeouts';
  readonly name: JsonValue | undefined;
}

/**
 * Names of errors, retries, timeouts, authentications and catalogues are declared beneath `use` (UWF-1036), and so are the secrets that
 * authentications name (UWF-1038). Functions may also come from a catalogue.
 */
export function checkReferences(document: JsonObject, places: Places): readonly Diagnostic[] {
  const use = memberOf(document, 'use');
  const references: readonly Reference[] = [
    { pointer: '/timeout', section: 'timeouts', name: memberOf(document, 'timeout') },
    ...places.tasks.flatMap(referencesOf),
    ...collectAuthentications(document, places).flatMap(referencesOfAuthentication),
  ];
  return references.flatMap(({ pointer, section, name }) => {
    if (typeof name !== 'string') return [];
    const declared = declaredNames(memberOf(use, section));
    const code = section === 'secrets' ? 'UWF-1038' : 'UWF-1036';
    return declared.includes(name) ? [] : [diagnosticError(code, pointer, `use.${section} has no ${quoted(name)}${didYouMean(name, declared)}`)];
  });
}

/** Secrets are a list of names, everything else is a map. */
function declaredNames(section: JsonValue | undefined): readonly string[] {
  return [...entriesOf(section).map(([key]) => key), ...itemsOf(section).filter((item) => typeof item === 'string')];
}

function referencesOf(place: TaskPlace): readonly Reference[] {
  const at = (...path: readonly string[]) => ({ pointer: appendPointer(place.pointer, ...path), name: valueAlong(place.value, path) });
  return [
    { ...at('timeout'), section: 'timeouts' },
    ...(place.kind === 'raise' ? [{ ...at('raise', 'error'), section: 'errors' } as const] : []),
    ...(place.kind === 'try' ? [{ ...at('catch', 'retry'), section: 'retries' } as const] : []),
    ...(place.kind === 'call-function' ? [{ ...at('call'), name: catalogOf(memberOf(place.value, 'call')), section: 'catalogs' } as const] : []),
  ];
}

/** The catalogue that `name:version@catalog` names (DSL "Catalogs"); `default` is the one of the target, and URLs name none. */
function catalogOf(call: JsonValue | undefined): string | undefined {
  const catalog = typeof call === 'string' ? /^[^@/]+:[^@/]+@([^@/]+)$/u.exec(call)?.[1] : undefined;
  return catalog === 'default' ? undefined : catalog;
}

function referencesOfAuthentication({ pointer, value }: PartPlace): readonly Reference[] {
  return [
    { pointer: appendPointer(pointer, 'use'), section: 'authentications', name: memberOf(value, 'use') },
    ...AUTHENTICATION_SCHEMES.map((scheme): Reference => ({ pointer: appendPointer(pointer, scheme, 'use'), section: 'secrets', name: valueAlong(value, [scheme, 'use']) })),
  ];
}

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
