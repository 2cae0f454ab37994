import { describe, expect, test } from 'vitest';
import { compileDefinition } from '#shared/core/compiler/compile.ts';
import type { AslMachine } from '#shared/core/asl/model.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { TARGET } from '../run-document.ts';

function machine(parts: string): AslMachine {
  const text = `document: { dsl: 1.0.3, namespace: a, name: b, version: 1.0.0 }\nevaluate: { language: jsonata }\ndo: [ { m: { call: asyncapi, with: { document: { endpoint: "https://x.example/a.json" }, operation: o, ${parts} } } } ]`;
  const outcome = compileDefinition({ text, catalogue: [], target: { ...TARGET, capabilities: ['uwf:asyncapi'] } });
  assert(outcome.accepted, `compiles: ${JSON.stringify(outcome.diagnostics)}`);
  return outcome.program.machine;
}

describe('call: asyncapi', () => {
  test('publishes a message', () => {
    expect(machine('message: { payload: { id: "${ $.id }" } }').States['m']).toMatchObject({ Resource: 'uwf:asyncapi', Arguments: { operation: 'o', message: { payload: { id: '{% $states.input.id %}' } } } });
  });

  test('consumes messages under conditions that the executor evaluates', () => {
    expect(machine('subscription: { filter: "${ $.n = $input.n }", consume: { until: "${ $count($) > 2 }", for: { seconds: 5 } } }').States['m']).toMatchObject({
      Arguments: {
        subscription: { filter: { 'uwf:expression': expect.stringContaining('.n = $states.input.n') }, consume: { until: { 'uwf:expression': expect.stringContaining('> 2') }, seconds: 5 } },
        variables: { states: { input: '{% $states.input %}' } },
      },
    });
    expect(machine('subscription: { consume: { amount: 3 } }').States['m']).toMatchObject({ Arguments: { subscription: { consume: { amount: 3 } } } });
  });

  test('with foreach it is the loop of a listener', () => {
    const { States } = machine('subscription: { consume: { while: "${ true }" }, foreach: { item: x, do: [ { s: { set: { x: "${ $x }" } } } ] } }');
    expect(States['m']).toMatchObject({ Resource: 'uwf:subscribe', Arguments: { strategy: { asyncapi: { operation: 'o', subscription: { consume: { while: { 'uwf:expression': 'true' } } } } } } });
    expect(States['m.next']).toMatchObject({ Resource: 'uwf:next-event' });
  });
});
