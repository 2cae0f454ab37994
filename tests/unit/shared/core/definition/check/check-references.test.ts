import { expect, test } from 'vitest';
import { checkFunctionCycles, checkReferences } from '#shared/core/definition/check/check-references.ts';
import { collectPlaces } from '#shared/core/definition/check/places.ts';
import { documentOf } from './documents.ts';

const http = (authentication: string): string => `do:\n  - a: {call: http, with: {method: get, endpoint: {uri: x, authentication: ${authentication}}}}\n`;

test.each([
  ['do:\n  - a: {raise: {error: e}}\n', '/do/0/a/raise/error'],
  ['do:\n  - a: {try: [], catch: {retry: r}}\n', '/do/0/a/catch/retry'],
  ['do:\n  - a: {set: {x: 1}, timeout: t}\n', '/do/0/a/timeout'],
  ['timeout: t\n', '/timeout'],
  [http('{use: p}'), '/do/0/a/with/endpoint/authentication/use'],
  ['use: {catalogs: {c: {endpoint: {uri: x, authentication: {use: p}}}}}\n', '/use/catalogs/c/endpoint/authentication/use'],
  ['do:\n  - a: {call: "f:1.0.0@mine"}\n', '/do/0/a/call'],
  ['use: {extensions: [{x: {extend: all, after: [{a: {raise: {error: e}}}]}}]}\n', '/use/extensions/0/x/after/0/a/raise/error'],
  ['do:\n  - a: {listen: {to: {any: []}}, foreach: {do: [{b: {set: {x: 1}, timeout: t}}]}}\n', '/do/0/a/foreach/do/0/b/timeout'],
  ['use: {functions: {f: {raise: {error: e}}}}\n', '/use/functions/f/raise/error'],
])('%j names something that is not declared', (rest, pointer) => {
  const document = documentOf(rest);
  expect(checkReferences(document, collectPlaces(document)).map((one) => [one.code, one.pointer])).toEqual([['UWF-1036', pointer]]);
});

test('what is declared can be named, and a near miss gets a hint', () => {
  const use = 'use: {errors: {bad: {type: x, status: 1}}, retries: {r: {}}, timeouts: {t: {after: PT1S}}}\n';
  const findings = (rest: string) => {
    const document = documentOf(use + rest);
    return checkReferences(document, collectPlaces(document)).map(({ message }) => message);
  };
  expect(findings('timeout: t\ndo:\n  - a: {raise: {error: bad}}\n  - b: {try: [], catch: {retry: r}, timeout: t}\n')).toEqual([]);
  expect(findings('do:\n  - a: {raise: {error: bade}}\n')).toEqual(["use.errors has no 'bade'; did you mean 'bad'?"]);
});

test('secrets that authentications name are declared', () => {
  const findings = (rest: string) => {
    const document = documentOf(rest);
    return checkReferences(document, collectPlaces(document)).map(({ code, pointer, message }) => [code, pointer, message]);
  };
  expect(findings(`use: {secrets: [mine]}\n${http('{oauth2: {use: mine}}')}`)).toEqual([]);
  expect(findings(`use: {secrets: [mine]}\n${http('{basic: {use: min}}')}`)).toEqual([['UWF-1038', '/do/0/a/with/endpoint/authentication/basic/use', "use.secrets has no 'min'; did you mean 'mine'?"]]);
  expect(findings('use: {authentications: {a: {oidc: {use: s}}}}\n')).toEqual([['UWF-1038', '/use/authentications/a/oidc/use', "use.secrets has no 's'"]]);
});

test('the default catalogue needs no declaration, a URL names none, and data of functions are no references', () => {
  const rest = 'use: {catalogs: {mine: {endpoint: x}}}\ndo:\n  - a: {call: "f:1.0.0@default"}\n  - b: {call: "f:1.0.0@mine"}\n  - c: {call: "https://user@host/f.yaml"}\n  - d: {call: f, with: {authentication: {use: nobody}}}\n';
  const document = documentOf(rest);
  expect(checkReferences(document, collectPlaces(document))).toEqual([]);
});

function cyclesOf(functions: string): readonly (readonly [string, string])[] {
  const document = documentOf(`use: {functions: ${functions}}\n`);
  return checkFunctionCycles(document, collectPlaces(document)).map(({ pointer, message }) => [pointer, message]);
}

test('functions may not lead back to themselves, directly, by others or from inside', () => {
  expect(cyclesOf('{f: {call: f}}')).toEqual([['/use/functions/f/call', "the call leads back to itself, by 'f'"]]);
  expect(cyclesOf('{f: {call: g}, g: {try: [{a: {call: h}}], catch: {}}, h: {do: [{b: {call: f}}]}}')).toEqual([
    ['/use/functions/f/call', "the call leads back to itself, by 'g', then 'h', then 'f'"],
  ]);
  expect(cyclesOf('{a: {call: b}, b: {call: b}}')).toEqual([['/use/functions/b/call', "the call leads back to itself, by 'b'"]]);
});

test('functions may share others, and call what is not declared here', () => {
  expect(cyclesOf('{f: {do: [{a: {call: g}}, {b: {call: g}}]}, g: {call: catalogue-function}, h: {call: f}}')).toEqual([]);
});

test('a long chain of functions is followed', () => {
  const chain = Array.from({ length: 3_000 }, (_, index) => `f${index}: {call: f${index + 1}}`);
  expect(cyclesOf(`{${chain.join()}, f3000: {set: {x: 1}}}`)).toEqual([]);
  expect(cyclesOf(`{${chain.join()}, f3000: {call: f0}}`)).toHaveLength(1);
});
