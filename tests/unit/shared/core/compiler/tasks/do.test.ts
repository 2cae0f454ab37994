import { describe, expect, test } from 'vitest';
import { machineOf, runDocument } from '../run-document.ts';

describe('do', () => {
  test('needs no states of its own without transformations', () => {
    expect(Object.keys(machineOf('do: [ { a: { do: [ { b: { do: [ { c: { set: { x: 1 } } } ] } } ] } } ]').States)).toEqual(['c']);
  });

  test('applies its transformations around its tasks, with its own input in $input', () => {
    const body = `do:
  - a:
      input: { from: "\${ $.in }" }
      do: [ { b: { set: { n: "\${ $.n + 1 }" } } }, { c: { set: { n: "\${ $.n * 10 }" } } } ]
      output: { as: { n: "\${ $.n }", from: "\${ $input.n }", raw: "\${ $task.input.out }" } }
      export: { as: { seen: "\${ $output.n }" } }
  - d: { set: { all: "\${ $ }", seen: "\${ $context.seen }" } }`;
    expect(runDocument(body, { in: { n: 1 }, out: 'kept' }).output).toEqual({ all: { n: 20, from: 1, raw: 'kept' }, seen: 20 });
  });

  test('gives its input on when it has no tasks', () => {
    expect(runDocument('do: [ { a: { do: [], output: { as: { was: "${ $ }" } } } } ]', { x: 1 }).output).toEqual({ was: { x: 1 } });
  });

  test('lets exit leave one list and end leave all, through the outputs around', () => {
    const body = (directive: string): string => `do:
  - outer:
      do:
        - inner: { do: [ { a: { set: { n: 1 }, then: ${directive} } }, { b: { set: { n: 2 } } } ], output: { as: { inner: "\${ $ }" } } }
        - after: { set: { after: "\${ $ }" } }
      output: { as: { outer: "\${ $ }" } }
  - last: { set: { last: "\${ $ }" } }
`;
    expect(runDocument(body('continue')).output).toEqual({ last: { outer: { after: { inner: { n: 2 } } } } });
    expect(runDocument(body('exit')).output).toEqual({ last: { outer: { after: { inner: { n: 1 } } } } });
    expect(runDocument(body('end')).output).toEqual({ outer: { inner: { n: 1 } } });
  });

  test('jumps back to a task of its list', () => {
    const body = 'do: [ { add: { set: { n: "${ $.n + 1 }" } } }, { more: { switch: [ { yes: { when: "${ $.n < 5 }", then: add } } ] } } ]';
    expect(runDocument(body, { n: 0 }).output).toEqual({ n: 5 });
  });
});
