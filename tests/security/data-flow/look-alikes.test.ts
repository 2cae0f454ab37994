import { describe, expect, test } from 'vitest';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import type { Zone } from '#shared/core/tier/tier.ts';
import { compileTasks, compileWith, notify } from './documents.ts';

interface LookAlike {
  readonly name: string;
  readonly tasks: string;
  readonly zone?: Zone;
}

const CHECK = "  - check:\n      call: check-person:1.0.0@default\n      with: { person: '${ $ }' }\n";

const LOOK_ALIKES: readonly LookAlike[] = [
  { name: 'a public field in the body of a cloud call', tasks: `do:\n${notify("{ id: '${ id }' }")}` },
  { name: 'a Tier 2 field in a private cloud', tasks: `do:\n${notify("{ t: '${ type }', c: '${ channel }' }")}` },
  { name: 'a public field in a public cloud', tasks: `do:\n${notify("{ id: '${ id }' }")}`, zone: 'public-cloud' },
  { name: 'a field that is named like a Tier 1 field but is none', tasks: `do:\n  - make:\n      set: { client_phone: none, id: '\${ id }' }\n${notify("{ phone: '${ client_phone }' }")}` },
  { name: 'a text that only mentions a Tier 1 field', tasks: `do:\n${notify('{ text: the client_phone is not sent }')}` },
  { name: 'a Tier 1 field that moves sealed to an on-prem function', tasks: `do:\n${CHECK}` },
  { name: 'a Tier 1 field renamed and moved on-prem', tasks: "do:\n  - rename:\n      set: { who: '${ client_name }' }\n  - check:\n      call: check-person:1.0.0@default\n      with: { name: '${ who }' }\n" },
  { name: 'a Tier 1 field that goes through as the workflow output', tasks: "do:\n  - pass:\n      set: { who: '${ client_name }' }\n" },
  { name: 'a declassified member of an on-prem result', tasks: `do:\n${CHECK}${notify("{ r: '${ resolution }' }")}` },
  { name: 'a branch on a declassified member', tasks: `do:\n${CHECK}  - choose:\n      switch:\n        - bad: { when: "resolution = 'FAIL'", then: end }\n        - other: { then: end }\n` },
  { name: 'a Tier 1 field dropped before the cloud call', tasks: `do:\n  - drop:\n      set: { id: '\${ id }' }\n${notify("'${ $ }'")}` },
  { name: 'a Tier 1 field hidden by a literal in $merge', tasks: `do:\n${notify("{ p: '${ $merge([$, {\"client_phone\": \"hidden\"}]).client_phone }' }")}` },
  { name: 'a public member of items that also hold Tier 1', tasks: `do:\n${notify("{ skus: '${ items.sku }', n: '${ $count(items) }' }")}` },
  { name: 'a computation in a set, evaluated on-prem and kept sealed', tasks: "do:\n  - compute:\n      set: { big: '${ $number(amount) > 1000 }', id: '${ id }' }\n  - check:\n      call: check-person:1.0.0@default\n      with: { big: '${ big }' }\n" },
  { name: 'the clear part of a set that is evaluated on-prem', tasks: `do:\n  - compute:\n      set: { big: '\${ $number(amount) > 1000 }', id: '\${ id }' }\n${notify("{ id: '${ id }' }")}` },
  { name: 'a declassified computation', tasks: `do:\n  - compute:\n      set: { big: '\${ $number(amount) > 1000 }' }\n      metadata: { uwf: { declassify: [{ path: /big, to: 2, purpose: routing, method: boolean }] } }\n      output: { schema: { document: { type: object, additionalProperties: false, properties: { big: { type: boolean } } } } }\n  - choose:\n      switch:\n        - rich: { when: big, then: end }\n        - other: { then: end }\n` },
  { name: 'arguments of an on-prem task that are computed', tasks: "do:\n  - check:\n      call: check-person:1.0.0@default\n      with: { bin: '${ $substring(client_name, 0, 6) }' }\n" },
  { name: 'a Tier 1 field in an on-prem HTTP call', tasks: "do:\n  - core:\n      call: http\n      metadata: { uwf: { zone: on-prem } }\n      with: { method: post, endpoint: 'https://core.example/', body: { phone: '${ client_phone }' } }\n" },
  { name: 'a Tier 1 field in any call when the bank itself is the target', tasks: `do:\n${notify("{ phone: '${ client_phone }' }")}`, zone: 'on-prem' },
  { name: 'a branch on a Tier 1 field when the bank itself is the target', tasks: `do:\n  - choose:\n      switch:\n        - rich: { when: "$number(amount) > 1000", then: end }\n        - other: { then: end }\n`, zone: 'on-prem' },
  { name: 'an error code of an on-prem function that is caught and told', tasks: `do:\n  - attempt:\n      try:\n${CHECK.trimEnd().replaceAll(/^/gm, '      ')}\n      catch:\n        errors: { with: { status: 503 } }\n        as: problem\n        do:\n          - tell:\n              call: http\n              with: { method: post, endpoint: 'https://partner.example/', body: { status: '\${ $problem.status }' } }\n` },
  { name: 'an input without the transient field that moves as a whole', tasks: `do:\n${CHECK}` },
  { name: 'a loop that carries a sealed value around', tasks: `do:\n  - send:\n      call: http\n      with: { method: post, endpoint: 'https://partner.example/', body: { id: '\${ $workflow.input.id }' } }\n      output: { as: { again: '\${ true }', who: '\${ $workflow.input.client_name }' } }\n  - again:\n      switch:\n        - more: { when: again, then: send }\n        - done: { then: end }\n` },
  { name: 'a URI template of a public field, beside Tier 1 fields', tasks: 'do:\n  - notify:\n      call: http\n      with: { method: get, endpoint: "https://partner.example/{id}/{type}" }\n' },
  { name: 'a replacement by a function of clear data', tasks: `do:\n${notify("{ x: '${ $replace(id, /[a-z]/, function($m){ $uppercase($m.match) }) }' }")}` },
  { name: 'an update of an object of clear data', tasks: `do:\n${notify("{ x: '${ {\"id\": id} ~> |$|{\"seen\": true}| }' }")}` },
  { name: 'a partial application over clear data', tasks: `do:\n${notify("{ x: '${ ($f := $substring(?, 0, 3); $f(id)) }' }")}` },
  { name: 'an item number', tasks: `do:\n${notify("{ x: '${ $map(items, function($v, $i){ $i & $v.sku }) }' }")}` },
  { name: 'items counted by a clear member', tasks: `do:\n${notify("{ x: '${ items{sku: $count(sku)} }' }")}` },
  { name: 'a text that looks like an ASL expression', tasks: `do:\n${notify("'{% $states.input.client_name %}'")}` },
];

describe('the compiler accepts', () => {
  test.each(LOOK_ALIKES)('$name', ({ tasks, zone }) => {
    const outcome = compileTasks(tasks, zone);
    expect(outcome.diagnostics.filter((one) => one.severity === 'error').map((one) => `${one.code} ${one.pointer} ${one.message}`)).toEqual([]);
    expect(outcome.accepted).toBe(true);
  });
});

describe('the compiler reads a schema that', () => {
  const closed = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({ type: 'object', additionalProperties: false, properties, ...more });
  const PROPERTIES: JsonObject = { secret: { type: 'string', 'x-tier': 1 }, kind: { type: 'string' } };

  test.each<[string, JsonObject, string]>([
    ['demands members together', closed(PROPERTIES, { dependentRequired: { secret: ['kind'] } }), 'kind'],
    ['demands members by a condition on a clear one', closed(PROPERTIES, { if: { properties: { kind: { const: 'a' } }, required: ['kind'] }, then: { required: ['secret'] } }), 'kind'],
    ['demands one member of several', closed(PROPERTIES, { anyOf: [{ required: ['secret'] }, { required: ['kind'] }] }), 'kind'],
    ['has a member of several types', closed({ ...PROPERTIES, either: { oneOf: [{ type: 'string' }, { type: 'number' }] } }), 'either'],
    ['shares a person by reference', closed({ client: { $ref: '#/$defs/person' }, payee: { $ref: '#/$defs/person' } }, { $defs: { person: closed(PROPERTIES) } }), 'client.kind'],
    ['lets an object be null', closed({ client: { ...closed(PROPERTIES), type: ['object', 'null'] } }), 'client.kind'],
  ])('%s', (_name, schema, path) => {
    const outcome = compileWith(schema, `do:\n${notify(`{ x: '\${ ${path} }' }`)}`);
    expect(outcome.diagnostics.filter((one) => one.severity === 'error')).toEqual([]);
  });

  test('has a condition on what is sealed, and seals the whole: nobody in the cloud could check it', () => {
    const schema = closed(PROPERTIES, { if: { properties: { secret: { const: 'a' } } }, then: { required: ['kind'] } });
    const outcome = compileWith(schema, `do:\n${notify('{ x: 1 }')}`);
    expect(outcome.accepted ? outcome.program.placement.input.map((field) => field.schemaPointer) : []).toEqual(['']);
  });
});

test('what the output of the workflow computes is sealed with an origin that a header takes', () => {
  const outcome = compileTasks("output: { as: { n: '${ $uppercase($workflow.input.client_name) }' } }\ndo:\n  - one: { set: { a: 1 } }\n");
  const release = outcome.accepted ? outcome.program.placement.tasks['workflow.output']?.release : undefined;
  expect(release).toEqual({ kind: 'object', members: { n: { kind: 'seal', origin: '/#/n', tier: 1 } } });
});
