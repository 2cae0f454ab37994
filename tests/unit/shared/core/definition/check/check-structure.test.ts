import { describe, expect, test } from 'vitest';
import { checkStructure, runValidator } from '#shared/core/definition/check/check-structure.ts';
import { collectPlaces } from '#shared/core/definition/check/places.ts';
import { codesOf, documentOf, findingsOf } from './documents.ts';

const task = (text: string): string => `do:\n  - t: ${text}\n`;

describe('the head', () => {
  test.each([
    ["{dsl: '1.1.0', namespace: a, name: b, version: 1.0.0}", 'UWF-1025', '/document/dsl'],
    ["{dsl: '1.0.0-alpha5', namespace: a, name: b, version: 1.0.0}", 'UWF-1025', '/document/dsl'],
    ["{dsl: '0.8', namespace: a, name: b, version: 1.0.0}", 'UWF-1025', '/document/dsl'],
    ["{dsl: 1.0, namespace: a, name: b, version: 1.0.0}", 'UWF-1025', '/document/dsl'],
    ["{dsl: '1.0.3', namespace: a_b, name: b, version: 1.0.0}", 'UWF-1027', '/document/namespace'],
    ["{dsl: '1.0.3', namespace: a, name: -b, version: 1.0.0}", 'UWF-1027', '/document/name'],
    ["{dsl: '1.0.3', namespace: a, name: b, version: 1.0}", 'UWF-1026', '/document/version'],
    ["{dsl: '1.0.3', namespace: a, name: b, version: v1.0.0}", 'UWF-1026', '/document/version'],
    ["{dsl: '1.0.3', namespace: a, name: b}", 'UWF-1021', '/document'],
    ["{dsl: '1.0.3', namespace: a, name: b, version: 1.0.0, nmae: c}", 'UWF-1020', '/document/nmae'],
    ["{dsl: '1.0.3', namespace: a, name: b, version: 1.0.0, metadata: {uwf: {zone: on-prem}}}", 'UWF-1050', '/document/metadata/uwf/zone'],
    ["{dsl: '1.0.3', namespace: a, name: b, version: 1.0.0, metadata: {uwf: {defaultTier: 4}}}", 'UWF-1050', '/document/metadata/uwf/defaultTier'],
    ['text', 'UWF-1022', '/document'],
  ])('%s', (header, code, pointer) => {
    expect(codesOf('', `document: ${header}\n`)).toEqual([[code, pointer]]);
  });

  test.each(['1.0.0', '1.0.1', '1.0.27', '1.0.3-alpha.1', '1.0.0+build'])('dsl %s is read', (dsl) => {
    expect(codesOf('', `document: {dsl: '${dsl}', namespace: a, name: b, version: 1.0.0}\n`)).toEqual([]);
  });

  test('unknown sections get a hint', () => {
    expect(findingsOf('evalute: {}\n', "document: {dsl: '1.0.3', namespace: a, name: b, version: 1.0.0}\n")[0]).toMatchObject({ code: 'UWF-1020', pointer: '/evalute', message: "the field 'evalute' is not known here; did you mean 'evaluate'?" });
  });

  test('do and document are needed', () => {
    expect(checkStructure({}, collectPlaces({})).map(({ message }) => message).toSorted()).toEqual(["the field 'do' is missing", "the field 'document' is missing"]);
  });

  test('a state machine may stand in place of do, with an input schema and a schedule', () => {
    const head = { dsl: '1.0.3', namespace: 'a', name: 'b', version: '1.0.0' };
    const machine = { document: head, stateMachine: { StartAt: 'A' }, input: { schema: { document: {} } }, schedule: { every: 'PT1H' } };
    expect(checkStructure(machine, collectPlaces(machine))).toEqual([]);
    for (const [extra, pointer] of [
      [{ do: [] }, '/do'],
      [{ use: {} }, '/use'],
      [{ output: {} }, '/output'],
      [{ timeout: { after: 'PT1S' } }, '/timeout'],
      [{ evaluate: {} }, '/evaluate'],
      [{ input: { from: '.a' } }, '/input/from'],
    ] as const) {
      const document = { ...machine, ...extra };
      expect(checkStructure(document, collectPlaces(document)).map(({ code, pointer: at }) => [code, at])).toEqual([['UWF-1024', pointer]]);
    }
    expect(checkStructure({ document: head, stateMachine: 'x' }, collectPlaces({})).map(({ code, pointer }) => [code, pointer])).toEqual([['UWF-1022', '/stateMachine']]);
  });
});

describe('lists of tasks', () => {
  test.each([
    ['do: {a: {set: {b: 1}}}\n', 'UWF-1032', '/do'],
    ['do: text\n', 'UWF-1032', '/do'],
    ['do:\n  - text\n', 'UWF-1032', '/do/0'],
    ['do:\n  - {}\n', 'UWF-1032', '/do/0'],
    ['do:\n  - a:\n    set: {b: 1}\n', 'UWF-1032', '/do/0'],
    ['do:\n  - "": {set: {b: 1}}\n', 'UWF-1032', '/do/0/'],
    ['do:\n  - a: {set: {b: 1}}\n  - a: {set: {b: 1}}\n', 'UWF-1033', '/do/1/a'],
    [task('{fork: {branches: [{a: {do: []}}, {a: {do: []}}]}}'), 'UWF-1033', '/do/0/t/fork/branches/1/a'],
    [task('{try: text, catch: {}}'), 'UWF-1032', '/do/0/t/try'],
    [task('{listen: {to: {any: []}}, foreach: {do: {a: 1}}}'), 'UWF-1032', '/do/0/t/foreach/do'],
    ['use: {extensions: [{x: {extend: all, before: 1}}]}\n', 'UWF-1032', '/use/extensions/0/x/before'],
  ])('%j', (rest, code, pointer) => {
    expect(codesOf(rest)).toEqual([[code, pointer]]);
  });

  test('the same name in two lists is fine', () => {
    expect(codesOf('do:\n  - a: {do: [{a: {set: {b: 1}}}]}\n  - b: {do: [{a: {set: {b: 1}}}]}\n')).toEqual([]);
  });

  test('fields that are not indented get a hint', () => {
    expect(findingsOf('do:\n  - a:\n    set: {b: 1}\n')[0]?.message).toContain('indent the fields');
    expect(findingsOf('do: {a: {set: {b: 1}}}\n')[0]?.message).toContain('write - before each task name');
  });
});

describe('tasks', () => {
  test.each([
    ['null', 'UWF-1022', ''],
    ['[]', 'UWF-1022', ''],
    ['{}', 'UWF-1030', ''],
    ['{sett: {a: 1}}', 'UWF-1030', ''],
    ['{set: {a: 1}, wait: PT1S}', 'UWF-1031', ''],
    ['{set: {}}', 'UWF-1023', '/set'],
    ['{set: 1}', 'UWF-1022', '/set'],
    ['{set: {a: 1}, iff: x}', 'UWF-1020', '/iff'],
    ['{set: {a: 1}, then: 1}', 'UWF-1022', '/then'],
    ['{set: {a: 1}, timeout: {}}', 'UWF-1021', '/timeout'],
    ['{set: {a: 1}, timeout: {after: x}}', 'UWF-1023', '/timeout/after'],
    ['{set: {a: 1}, input: {schema: {}}}', 'UWF-1024', '/input/schema'],
    ['{set: {a: 1}, input: {from: 1}}', 'UWF-1022', '/input/from'],
    ['{set: {a: 1}, output: {asx: x}}', 'UWF-1020', '/output/asx'],
    ['{wait: {}}', 'UWF-1023', '/wait'],
    ['{wait: {second: 1}}', 'UWF-1020', '/wait/second'],
    ['{wait: {seconds: 1.5}}', 'UWF-1022', '/wait/seconds'],
    ['{wait: {seconds: -1}}', 'UWF-1023', '/wait/seconds'],
    ['{wait: P}', 'UWF-1023', '/wait'],
    ['{wait: P1DT}', 'UWF-1023', '/wait'],
    ['{wait: 5}', 'UWF-1022', '/wait'],
    ['{switch: []}', 'UWF-1023', '/switch'],
    ['{switch: [{a: {}}]}', 'UWF-1021', '/switch/0/a'],
    ['{switch: [{a: {then: end}, b: {then: end, when: x}}]}', 'UWF-1023', '/switch/0'],
    ['{try: []}', 'UWF-1021', ''],
    ['{try: [], catch: {errors: {with: {}}}}', 'UWF-1023', '/catch/errors/with'],
    ['{try: [], catch: {errors: {with: {statuss: 1}}}}', 'UWF-1020', '/catch/errors/with/statuss'],
    ['{try: [], catch: {retry: {backoff: {constant: {}, linear: {}}}}}', 'UWF-1024', '/catch/retry/backoff'],
    ['{try: [], catch: {retry: {jitter: {from: PT1S}}}}', 'UWF-1021', '/catch/retry/jitter'],
    ['{raise: {error: {type: x}}}', 'UWF-1021', '/raise/error'],
    ['{raise: {error: {type: "a b", status: 1}}}', 'UWF-1023', '/raise/error/type'],
    ['{raise: {error: {type: x, status: "1"}}}', 'UWF-1022', '/raise/error/status'],
    ['{call: http}', 'UWF-1021', ''],
    ['{call: http, with: {method: get}}', 'UWF-1021', '/with'],
    ['{call: http, with: {method: get, endpoint: {}}}', 'UWF-1021', '/with/endpoint'],
    ['{call: http, with: {method: get, endpoint: "a b"}}', 'UWF-1023', '/with/endpoint'],
    ['{call: http, with: {method: "g t", endpoint: x}}', 'UWF-1023', '/with/method'],
    ['{call: http, with: {method: get, endpoint: x, headers: {a: 1}}}', 'UWF-1022', '/with/headers/a'],
    ['{call: http, with: {method: get, endpoint: x, headers: text}}', 'UWF-1023', '/with/headers'],
    ['{call: http, with: {method: get, endpoint: x, output: all}}', 'UWF-1023', '/with/output'],
    ['{call: http, with: {method: get, endpoint: {uri: x, authentication: {}}}}', 'UWF-1024', '/with/endpoint/authentication'],
    ['{call: http, with: {method: get, endpoint: {uri: x, authentication: {basic: {username: a}}}}}', 'UWF-1024', '/with/endpoint/authentication/basic'],
    ['{call: f, with: []}', 'UWF-1022', '/with'],
    ['{call: 1}', 'UWF-1022', '/call'],
    ['{call: grpc, with: {proto: {endpoint: x}, method: m}}', 'UWF-1021', '/with'],
    ['{call: openapi, with: {document: {endpoint: x}}}', 'UWF-1021', '/with'],
    ['{call: asyncapi, with: {}}', 'UWF-1024', '/with'],
    ['{call: a2a, with: {method: x}}', 'UWF-1023', '/with/method'],
    ['{call: mcp, with: {method: tools/list, transport: {}}}', 'UWF-1024', '/with/transport'],
    ['{for: {each: x}, do: []}', 'UWF-1021', '/for'],
    ['{fork: {}}', 'UWF-1021', '/fork'],
    ['{emit: {}}', 'UWF-1021', '/emit'],
    ['{listen: {to: {one: {with: {}}}}}', 'UWF-1023', '/listen/to/one/with'],
    ['{listen: {to: {one: {with: {type: x}}, until: x}}}', 'UWF-1021', '/listen/to'],
    ['{run: {}}', 'UWF-1024', '/run'],
    ['{run: {container: {image: x, lifetime: {cleanup: always, after: PT1S}}}}', 'UWF-1024', '/run/container/lifetime/after'],
    ['{set: {a: 1}, metadata: {uwf: {zone: bank}}}', 'UWF-1050', '/metadata/uwf/zone'],
    ['{set: {a: 1}, metadata: {uwf: {priorty: low}}}', 'UWF-1050', '/metadata/uwf/priorty'],
    ['{set: {a: 1}, metadata: {uwf: {declassify: {}}}}', 'UWF-1050', '/metadata/uwf/declassify'],
    ['{set: {a: 1}, metadata: {uwf: {declassify: [{path: x, to: 2, purpose: p, method: enum}]}}}', 'UWF-1051', '/metadata/uwf/declassify/0/path'],
    ['{set: {a: 1}, metadata: {uwf: {declassify: [{path: /x, to: 1, purpose: p, method: enum}]}}}', 'UWF-1051', '/metadata/uwf/declassify/0/to'],
    ['{set: {a: 1}, metadata: {uwf: {declassify: [{path: /x, to: 2, purpose: "", method: enum}]}}}', 'UWF-1051', '/metadata/uwf/declassify/0/purpose'],
    ['{set: {a: 1}, metadata: {uwf: {declassify: [{path: /x, to: 2, purpose: p, method: guess}]}}}', 'UWF-1051', '/metadata/uwf/declassify/0/method'],
    ['{set: {a: 1}, metadata: {uwf: {declassify: [{path: /x, to: 2, purpose: p, method: enum, expires: soon}]}}}', 'UWF-1051', '/metadata/uwf/declassify/0/expires'],
  ])('%s is refused in one finding', (text, code, pointer) => {
    expect(codesOf(task(text))).toEqual([[code, `/do/0/t${pointer}`]]);
  });

  test.each([
    '{set: {a: 1}, if: $x, then: end, metadata: {mine: {anything: 1}}}',
    '{set: "${ $x }"}',
    '{wait: P1W2DT3H4M5.5S}',
    '{wait: P1Y2M}',
    '{wait: "${ $x }"}',
    '{wait: {days: 1, hours: 0}}',
    '{call: http, with: {method: get, endpoint: "https://x/{id}?a={b}"}}',
    '{call: http, with: {method: GET, endpoint: "${ $x }", headers: "${ $h }", query: {a: b}, body: [1]}}',
    '{call: "f:1.0.0@default", with: {a: {b: 1}}}',
    '{for: {in: "${ $x }"}, do: []}',
    '{for: {in: [{a: 1}]}, while: x, do: []}',
    '{set: {a: 1}, metadata: {uwf: {zone: on-prem, priority: high, declassify: [{path: "", to: 3, purpose: p, method: masked, expires: 2027-06-30}]}}}',
    '{set: {a: 1}, metadata: {uwf: {declassify: [{path: /a~1b/0, to: 2, purpose: p, method: range, expires: "2027-06-30T00:00:00Z"}]}}}',
  ])('%s is well formed', (text) => {
    expect(codesOf(task(text))).toEqual([]);
  });

  test('one task is no reason not to look at the others', () => {
    expect(codesOf('do:\n  - a: null\n  - b: {do: [{c: {x: 1}}]}\n  - d: {wait: 1}\n').map(([code]) => code)).toEqual(['UWF-1022', 'UWF-1030', 'UWF-1022']);
  });
});

test('runValidator() gives nothing for a valid value', () => {
  expect(runValidator('wait', { value: documentOf('do: []').do ?? null, pointer: '' })).not.toEqual([]);
  expect(runValidator('wait', { value: { wait: 'PT1S' }, pointer: '' })).toEqual([]);
});
