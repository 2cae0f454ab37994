import { describe, expect, test } from 'vitest';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import type { Zone } from '#shared/core/tier/tier.ts';
import { compileTasks, compileWith, notify, type DocumentOptions } from './documents.ts';

interface Leak {
  readonly name: string;
  readonly tasks: string;
  readonly code: string;
  readonly pointer: string;
  readonly zone?: Zone;
}

const LEAKS: readonly Leak[] = [
  { name: 'a Tier 1 field in the body of a cloud call', tasks: `do:\n${notify("{ phone: '${ client_phone }' }")}`, code: 'UWF-3001', pointer: '/do/0/notify/with/body/phone' },
  { name: 'the whole input in the body of a cloud call', tasks: `do:\n${notify("'${ $ }'")}`, code: 'UWF-3001', pointer: '/do/0/notify/with/body' },
  { name: 'a Tier 1 field renamed by a set before', tasks: `do:\n  - rename:\n      set: { contact: '\${ client_phone }', id: '\${ id }' }\n${notify("{ to: '${ contact }' }")}`, code: 'UWF-3001', pointer: '/do/1/notify/with/body/to' },
  { name: 'a Tier 1 field kept in the context', tasks: `do:\n  - keep:\n      set: { id: '\${ id }' }\n      export: { as: { phone: '\${ $workflow.input.client_phone }' } }\n${notify("{ to: '${ $context.phone }' }")}`, code: 'UWF-3001', pointer: '/do/1/notify/with/body/to' },
  { name: 'the raw input read behind a set that dropped the field', tasks: `do:\n  - drop:\n      set: { id: '\${ id }' }\n${notify("{ to: '${ $workflow.input.client_name }' }")}`, code: 'UWF-3001', pointer: '/do/1/notify/with/body/to' },
  { name: 'a Tier 1 field in a URL', tasks: "do:\n  - notify:\n      call: http\n      with:\n        method: get\n        endpoint: ${ 'https://partner.example/' & client_phone }\n", code: 'UWF-3002', pointer: '/do/0/notify/with/endpoint' },
  { name: 'a Tier 1 field in a URI template', tasks: 'do:\n  - notify:\n      call: http\n      with:\n        method: get\n        endpoint: https://partner.example/{client_phone}\n', code: 'UWF-3002', pointer: '/do/0/notify/with/endpoint' },
  { name: 'a Tier 1 field in a header', tasks: "do:\n  - notify:\n      call: http\n      with:\n        method: get\n        endpoint: https://partner.example/\n        headers: { X-Client: '${ client_name }' }\n", code: 'UWF-3001', pointer: '/do/0/notify/with/headers/X-Client' },
  { name: 'a Tier 1 field in a query', tasks: "do:\n  - notify:\n      call: http\n      with:\n        method: get\n        endpoint: https://partner.example/\n        query: { q: '${ client_name }' }\n", code: 'UWF-3001', pointer: '/do/0/notify/with/query/q' },
  { name: 'a branch on a Tier 1 field', tasks: `do:\n  - choose:\n      switch:\n        - rich: { when: "$number(amount) > 1000", then: notify }\n        - other: { then: end }\n${notify("{ id: '${ id }' }")}`, code: 'UWF-3003', pointer: '/do/0/choose/switch/0/rich/when' },
  { name: 'a condition on a Tier 1 boolean', tasks: `do:\n${notify("{ id: '${ id }' }").replace('      call', '      if: ${ flag }\n      call')}`, code: 'UWF-3003', pointer: '/do/0/notify/if' },
  { name: 'a branch on what a set made of a Tier 1 field', tasks: `do:\n  - decide:\n      set: { big: '\${ $number(amount) > 1000 }' }\n  - choose:\n      switch:\n        - rich: { when: big, then: end }\n        - other: { then: end }\n`, code: 'UWF-3003', pointer: '/do/1/choose/switch/0/rich/when' },
  { name: 'an error text with a Tier 1 field', tasks: "do:\n  - stop:\n      raise:\n        error: { type: https://bank.example/no, status: 400, title: no, detail: \"${ 'client ' & client_name }\" }\n", code: 'UWF-3004', pointer: '/do/0/stop/raise/error' },
  { name: 'a sealed part of an on-prem result in a cloud call', tasks: `do:\n  - check:\n      call: check-person:1.0.0@default\n      with: { person: '\${ $ }' }\n${notify("{ notes: '${ notes }' }")}`, code: 'UWF-3001', pointer: '/do/1/notify/with/body/notes' },
  { name: 'a branch on a sealed part of an on-prem result', tasks: "do:\n  - check:\n      call: check-person:1.0.0@default\n      with: { person: '${ $ }' }\n  - choose:\n      switch:\n        - high: { when: score > 90, then: end }\n        - other: { then: end }\n", code: 'UWF-3003', pointer: '/do/1/choose/switch/0/high/when' },
  { name: 'a Tier 1 field beneath an array', tasks: `do:\n${notify("{ owners: '${ items.owner }' }")}`, code: 'UWF-3001', pointer: '/do/0/notify/with/body/owners' },
  { name: 'a Tier 1 field through a higher-order function', tasks: `do:\n${notify("{ owners: '${ $map(items, function($i) { { \"o\": $i.owner } }) }' }")}`, code: 'UWF-3001', pointer: '/do/0/notify/with/body/owners' },
  { name: 'a Tier 1 field through a local function and variable', tasks: `do:\n${notify("{ x: '${ ($f := function($v) { $v }; $p := client_phone; $f($p)) }' }")}`, code: 'UWF-3001', pointer: '/do/0/notify/with/body/x' },
  { name: 'a Tier 1 field through $merge and $lookup', tasks: `do:\n${notify("{ x: '${ $lookup($merge([{\"a\": 1}, $]), \"client_phone\") }' }")}`, code: 'UWF-3001', pointer: '/do/0/notify/with/body/x' },
  { name: 'a wildcard over the input', tasks: `do:\n${notify("{ x: '${ $.address.* }' }")}`, code: 'UWF-3002', pointer: '/do/0/notify/with/body/x' },
  { name: 'a descendant wildcard over the input', tasks: `do:\n${notify("{ x: '${ $.** }' }")}`, code: 'UWF-3001', pointer: '/do/0/notify/with/body/x' },
  { name: 'a computed key made of a Tier 1 field', tasks: `do:\n${notify("{ x: '${ { client_phone: 1 } }' }")}`, code: 'UWF-3002', pointer: '/do/0/notify/with/body/x' },
  { name: 'the length of a Tier 1 text', tasks: `do:\n${notify("{ x: '${ $length(client_name) }' }")}`, code: 'UWF-3002', pointer: '/do/0/notify/with/body/x' },
  { name: 'a comparison of a Tier 1 text', tasks: `do:\n${notify("{ x: '${ client_name = \"Kim\" }' }")}`, code: 'UWF-3002', pointer: '/do/0/notify/with/body/x' },
  { name: 'a choice of public texts by a Tier 1 field', tasks: `do:\n${notify("{ x: '${ flag ? \"a\" : \"b\" }' }")}`, code: 'UWF-3002', pointer: '/do/0/notify/with/body/x' },
  { name: 'a filter by a Tier 1 field', tasks: `do:\n${notify("{ x: '${ $count(items[owner = \"me\"]) }' }")}`, code: 'UWF-3002', pointer: '/do/0/notify/with/body/x' },
  { name: 'the inside of a sealed object', tasks: `do:\n${notify("{ x: '${ address.city }' }")}`, code: 'UWF-3002', pointer: '/do/0/notify/with/body/x' },
  { name: 'a transient field', tasks: "do:\n  - keep:\n      set: { c: '${ cvv }' }\n", code: 'UWF-3007', pointer: '/do/0/keep/set/c' },
  { name: 'a transient field on-prem too', tasks: "do:\n  - check:\n      call: check-person:1.0.0@default\n      with: { c: '${ cvv }' }\n", code: 'UWF-3007', pointer: '/do/0/check/with/c' },
  { name: 'a Tier 1 field that comes round in a loop', tasks: `do:\n  - send:\n      call: http\n      with: { method: post, endpoint: 'https://partner.example/', body: { x: '\${ $context.x }' } }\n      export: { as: { x: '\${ $workflow.input.client_name }' } }\n  - again:\n      switch:\n        - more: { when: "type = 'again'", then: send }\n        - done: { then: end }\n`, code: 'UWF-3001', pointer: '/do/0/send/with/body/x' },
  { name: 'a Tier 1 field in one of two branches that meet', tasks: `do:\n  - choose:\n      switch:\n        - one: { when: "type = 'a'", then: left }\n        - two: { then: right }\n  - left:\n      set: { v: '\${ $workflow.input.client_phone }' }\n      then: send\n  - right:\n      set: { v: nothing }\n  - send:\n      call: http\n      with: { method: post, endpoint: 'https://partner.example/', body: { v: '\${ v }' } }\n`, code: 'UWF-3001', pointer: '/do/3/send/with/body/v' },
  { name: 'a Tier 1 field in a catch path', tasks: `do:\n  - attempt:\n      try:\n        - check:\n            call: check-person:1.0.0@default\n            with: { person: '\${ $ }' }\n      catch:\n        errors: { with: { status: 503 } }\n        do:\n          - tell:\n              call: http\n              with: { method: post, endpoint: 'https://partner.example/', body: { v: '\${ client_phone }' } }\n`, code: 'UWF-3001', pointer: '/do/0/attempt/catch/do/0/tell/with/body/v' },
  { name: 'a set that must stay in the cloud and computes', tasks: "do:\n  - make:\n      metadata: { uwf: { zone: private-cloud } }\n      set: { x: '${ $uppercase(client_name) }' }\n", code: 'UWF-3002', pointer: '/do/0/make/set/x' },
  { name: 'a declassification that no schema bounds', tasks: "do:\n  - ask:\n      call: http\n      metadata: { uwf: { zone: on-prem, declassify: [{ path: /text, to: 2, purpose: routing, method: enum }] } }\n      with: { method: post, endpoint: 'https://core.example/', body: '${ $ }' }\n      output:\n        schema:\n          document: { type: object, additionalProperties: false, properties: { text: { type: string } } }\n", code: 'UWF-3013', pointer: '/do/0/ask/metadata/uwf/declassify/0' },
  { name: 'a schema that lowers an on-prem result on its own', tasks: "do:\n  - ask:\n      call: http\n      metadata: { uwf: { zone: on-prem } }\n      with: { method: post, endpoint: 'https://core.example/', body: '${ $ }' }\n      output:\n        schema:\n          document: { type: object, additionalProperties: false, properties: { text: { type: string, x-tier: 3 } } }\n", code: 'UWF-3012', pointer: '/do/0/ask/output/schema/document' },
  { name: 'Tier 2 data in a public cloud', tasks: `do:\n${notify("{ t: '${ type }' }")}`, code: 'UWF-3001', pointer: '/do/0/notify/with/body/t', zone: 'public-cloud' },
  { name: 'data that no schema annotates in a public cloud', tasks: `do:\n${notify("{ c: '${ channel }' }")}`, code: 'UWF-3001', pointer: '/do/0/notify/with/body/c', zone: 'public-cloud' },
  { name: 'a wait as long as a Tier 1 field says', tasks: 'do:\n  - pause:\n      wait: ${ amount }\n', code: 'UWF-3005', pointer: '/do/0/pause/wait' },
];

describe('the compiler refuses', () => {
  test.each(LEAKS)('$name', ({ tasks, code, pointer, zone }) => {
    const outcome = compileTasks(tasks, zone);
    expect(outcome.accepted, 'accepted').toBe(false);
    const errors = outcome.diagnostics.filter((one) => one.severity === 'error');
    expect(errors.map((one) => `${one.code} ${one.pointer}`)).toContain(`${code} ${pointer}`);
    expect(outcome.accepted ? '' : outcome.reason).toBe('refused');
    for (const one of errors) expect(one.wayOut).not.toBe('');
  });

  test('with the whole way of the data', () => {
    const outcome = compileTasks(`do:\n  - rename:\n      set: { contact: '\${ client_phone }' }\n  - again:\n      set: { to: '\${ contact }' }\n${notify("{ to: '${ to }' }")}`);
    const leak = outcome.diagnostics.find((one) => one.code === 'UWF-3001');
    expect(leak?.related.map((place) => place.pointer)).toEqual(['/input/schema/document/properties/client_phone', '/do/0/rename/set/contact', '/do/1/again/set/to', '/do/2/notify/with/body/to']);
  });
});

/** A set that is evaluated on-prem, and what it gives in a cloud call. */
const told = (expression: string): string => `do:\n  - make:\n      set: { x: '\${ ${expression} }' }\n${notify("{ x: '${ x }' }")}`;
const TOLD = { code: 'UWF-3001', pointer: '/do/1/notify/with/body/x' } as const;

/** Found by trying: expressions whose value on-prem depends on Tier 1 data in a roundabout way. */
const ROUNDABOUT: readonly Leak[] = [
  { name: 'a variable that is bound in a branch', tasks: told('($x := "a"; flag ? $x := "b"; $x)'), ...TOLD },
  { name: 'a variable that is bound beside a condition', tasks: told('($x := "a"; flag and [$x := "b"]; $x)'), ...TOLD },
  { name: 'a variable that keeps its old value because a step is never taken', tasks: told('($x := client_name; nothing.[$x := "a"]; $x)'), ...TOLD },
  { name: 'a variable that keeps its old value because nothing is sorted', tasks: told('($x := client_name; []^($x := 1); $x)'), ...TOLD },
  { name: 'a variable that an item leaves to the next one', tasks: told('items.{"a": $x, "b": $x := owner}.a'), code: 'UWF-2030', pointer: '/do/0/make/set/x' },
  { name: 'a variable that an item leaves to the next one, bound before', tasks: told('($x := 1; items.{"a": $x, "b": $x := owner}.a)'), ...TOLD },
  { name: 'a variable that the arguments of a partial application bind', tasks: told('($x := 1; $f := $append(?, $x := client_name); $x)'), ...TOLD },
  { name: 'a variable that an update binds', tasks: told('($x := 1; $p := client_name; $t := |$|{"z": $x := $p}|; $t({"c": 1}); $x)'), ...TOLD },
  { name: 'a variable that is bound after the update that reads it', tasks: told('($y := 1; $t := |$|{"z": $y}|; $y := client_name; $t({}))'), ...TOLD },
  { name: 'a variable that is bound again within $merge', tasks: told('($x := {"p": client_name}; $merge([$x, $x := {"c": 1}]))'), ...TOLD },
  { name: 'an argument that moves because a function is piped', tasks: told('($f := function($g, $p){ $p }; $string ~> $f(client_name))'), ...TOLD },
  { name: 'a context that a signature puts in for an argument', tasks: told('client_name.(function($s)<s-:s>{ $s })()'), ...TOLD },
  { name: 'an argument that a signature moves by two', tasks: told('($f := function($a, $b, $c)<s-s-s:s>{ $c }; "x".$f($workflow.input.client_name))'), ...TOLD },
  { name: 'what a replacement is made of', tasks: told('$replace("abc", "b", function($m){ $string(client_name) })'), ...TOLD },
  { name: 'a transient field beside a computation that moves on-prem', tasks: "do:\n  - keep:\n      set: { c: '${ cvv & client_name }' }\n", code: 'UWF-3007', pointer: '/do/0/keep/set/c' },
  { name: 'a transient field in a set that is placed on-prem', tasks: "do:\n  - keep:\n      metadata: { uwf: { zone: on-prem } }\n      set: { c: '${ cvv }' }\n", code: 'UWF-3007', pointer: '/do/0/keep/set/c' },
  { name: 'a transient field in arguments that are evaluated on-prem', tasks: "do:\n  - check:\n      call: check-person:1.0.0@default\n      with: { c: '${ cvv & client_name }' }\n", code: 'UWF-3007', pointer: '/do/0/check/with/c' },
  { name: 'a release to Tier 2 in a public cloud', tasks: `do:\n  - check:\n      call: check-person:1.0.0@default\n      with: { id: '\${ id }' }\n${notify("{ r: '${ resolution }' }")}`, code: 'UWF-3001', pointer: '/do/1/notify/with/body/r', zone: 'public-cloud' },
];

describe('the compiler refuses what depends on Tier 1 data in a roundabout way', () => {
  test.each(ROUNDABOUT)('$name', ({ tasks, code, pointer, zone }) => {
    const errors = compileTasks(tasks, zone).diagnostics.filter((one) => one.severity === 'error');
    expect(errors.map((one) => `${one.code} ${one.pointer}`)).toContain(`${code} ${pointer}`);
  });
});

test('a release to a tier that the zone of the target may not hold is none: the result leaves sealed', () => {
  const tasks = "do:\n  - check:\n      call: check-person:1.0.0@default\n      with: { id: '${ id }' }\n";
  const plans = (['private-cloud', 'public-cloud'] as const).map((zone) => {
    const outcome = compileTasks(tasks, zone);
    const release = outcome.accepted ? outcome.program.placement.tasks['check']?.release : undefined;
    return [release?.kind === 'object' ? release.members['resolution']?.kind : undefined, outcome.accepted ? outcome.program.evidence.declassifications.length : undefined];
  });
  expect(plans).toEqual([['declassify', 1], ['seal', 0]]);
});

const closed = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({ type: 'object', additionalProperties: false, properties, ...more });
const text: JsonObject = { type: 'string' };

describe('the compiler refuses to send what a schema lets through beside what it declares', () => {
  test.each<[string, JsonObject, DocumentOptions]>([
    ['members that additionalProperties allows and unevaluatedProperties does not forbid', closed({ a: { type: 'object', properties: {}, additionalProperties: text, unevaluatedProperties: false } }), { zone: 'public-cloud' }],
    ['the same by default Tier 1', closed({ a: { type: 'object', properties: {}, additionalProperties: text, unevaluatedProperties: false } }), { defaultTier: 1 }],
    ['a text where an object is declared, but not demanded', closed({ a: { properties: { k: { ...text, 'x-tier': 3 } }, additionalProperties: false } }), { defaultTier: 1 }],
    ['a text beside an object', closed({ a: { ...closed({ k: { ...text, 'x-tier': 3 } }), type: ['object', 'string'] } }), { defaultTier: 1 }],
    ['a whole input that need not be an object', { properties: { a: { ...text, 'x-tier': 3 } }, additionalProperties: false }, { zone: 'public-cloud' }],
    ['a node that is borrowed from beneath an annotation', closed({ c: { ...closed({ n: text }), 'x-tier': 1 }, a: { $ref: '#/properties/c/properties/n' } }), {}],
    ['a node behind two references', closed({ a: { $ref: '#/$defs/one' } }, { $defs: { one: { $ref: '#/$defs/two', 'x-tier': 3 }, two: { ...text, 'x-tier': 1 } } }), {}],
  ])('%s', (_name, schema, options) => {
    const sent = compileWith(schema, `do:\n${notify(`{ x: '\${ ${schema['type'] === undefined ? '$' : 'a'} }' }`)}`, options);
    const errors = sent.diagnostics.filter((one) => one.severity === 'error');
    expect(errors.map((one) => `${one.code} ${one.pointer}`)).toEqual(['UWF-3001 /do/0/notify/with/body/x']);
  });
});

describe('an expression that is made to keep the analysis busy is answered, and cautiously', () => {
  const closures = Array.from({ length: 14 }, (_one, index) => `$f${index} := function(){ ${index} }`).join('; ');
  const merges = `${'$merge(['.repeat(30)}$${', {}])'.repeat(30)}`;
  const reduces = Array.from({ length: 8 }).reduce<string>((inner) => `$reduce(items, function($a, $b){ ${inner} }, {})`, 'client_name');

  test.each([
    ['many closures side by side', `(${closures}; { "a": $f0, "p": client_name })`],
    ['nested $merge', merges],
    ['nested $reduce', reduces],
  ])('%s', { timeout: 5_000 }, (_name, expression) => {
    const outcome = compileTasks(`do:\n${notify(`{ x: '\${ ${expression} }' }`)}`);
    expect(outcome.accepted).toBe(false);
  });
});
