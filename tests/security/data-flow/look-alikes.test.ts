import { describe, expect, test } from 'vitest';
import type { Zone } from '#shared/core/tier/tier.ts';
import { compileTasks, notify } from './documents.ts';

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
];

describe('the compiler accepts', () => {
  test.each(LOOK_ALIKES)('$name', ({ tasks, zone }) => {
    const outcome = compileTasks(tasks, zone);
    expect(outcome.diagnostics.filter((one) => one.severity === 'error').map((one) => `${one.code} ${one.pointer} ${one.message}`)).toEqual([]);
    expect(outcome.accepted).toBe(true);
  });
});
