import { bench, describe } from 'vitest';
import { compileExpression, evaluateExpression } from '#shared/core/expression/jsonata/evaluate.ts';

const input = { amount: '120.50', items: Array.from({ length: 100 }, (_, index) => ({ price: index, kind: index % 3 === 0 ? 'a' : 'b' })) };
const scope = { variables: { states: { input } }, now: 0, random: () => 0.5 };

describe('evaluation of', () => {
  for (const text of ['$states.input.amount', '$number($states.input.amount) > 100', '{"sum": $sum($states.input.items.price), "first": $states.input.items[0].kind}', '$states.input.items[kind = "a"].price']) {
    const compiled = compileExpression(text);
    if (!compiled.ok) throw new TypeError(text);
    bench(text, () => {
      evaluateExpression(compiled.value, scope);
    });
  }
});

describe('compilation of', () => {
  let counter = 0;
  bench('a text not seen before', () => {
    counter += 1;
    compileExpression(`{"a": $states.input.a${counter} & "x", "b": $sum($states.input.items.price)}`);
  });
  bench('a text seen before', () => {
    compileExpression('{"a": $states.input.a & "x", "b": $sum($states.input.items.price)}');
  });
});
