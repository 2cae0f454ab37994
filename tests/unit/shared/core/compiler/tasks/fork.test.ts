import { describe, expect, test } from 'vitest';
import { failing, findingsOf, runDocument } from '../run-document.ts';

const two = (more = '', first = '{ set: { x: "${ $.n + 1 }" } }', second = '{ call: echo, with: { y: "${ $.n }" } }'): string => `do: [ { f: { fork: { branches: [ { a: ${first} }, { b: ${second} } ] }, ${more} } }, { z: { set: { got: "\${ $ }" } } } ]`;

describe('fork', () => {
  test('gives every branch the transformed input, and the outputs in the order of the branches', () => {
    expect(runDocument(two(), { n: 1 }).output).toEqual({ got: [{ x: 2 }, { y: 1 }] });
    expect(runDocument(two('input: { from: { n: 5 } }, output: { as: { first: "${ $[0].x }", of: "${ $input.n }" } }'), { n: 1 }).output).toEqual({ got: { first: 6, of: 5 } });
  });

  test('fails with the error of a branch, which a try around can catch with its instance', () => {
    const fault = (): ReturnType<typeof failing> => failing('urn:uwf:error:BUSY', 503, { title: 'Busy' });
    const body = (catcher: string): string => `do: [ { t: { try: [ { f: { fork: { branches: [ { a: { wait: PT1S } }, { b: { do: [ { c: { call: flaky } } ] } } ] } } } ], catch: ${catcher} } } ]`;
    expect(runDocument(two('', '{ wait: PT5S }', '{ call: flaky }'), {}, fault)).toMatchObject({ status: 'failed', failure: { error: 'urn:uwf:error:BUSY#503' } });
    const caught = '{ do: [ { h: { set: { e: "${ $error }", i: "${ $ }" } } } ] }';
    expect(runDocument(body(caught), { n: 1 }, fault).output).toEqual({ e: { type: 'urn:uwf:error:BUSY', status: 503, title: 'Busy', instance: '/do/0/t/try/0/f/fork/branches/1/b/do/0/c' }, i: { n: 1 } });
    const filter = (instance: string): string => `{ errors: { with: { instance: "${instance}" } }, do: [ { h: { set: { c: true } } } ] }`;
    expect(runDocument(body(filter('/do/0/t/try/0/f/fork/branches/1/b/do/0/c')), {}, fault).output).toEqual({ c: true });
    expect(runDocument(body(filter('/do/0/t/try/0/f')), {}, fault).failure?.error).toBe('urn:uwf:error:BUSY#503');
  });

  test('an error raised in a branch, and the timeout of a call there, reach the try around as what they are', () => {
    const body = (branch: string, with_: string): string => `do: [ { t: { try: [ { f: { fork: { branches: [ { a: ${branch} } ] } } } ], catch: { errors: { with: ${with_} }, do: [ { h: { set: { e: "\${ $error }" } } } ] } } } ]`;
    expect(runDocument(body('{ raise: { error: { type: "urn:x", status: 400, title: T } } }', '{ type: "urn:x", status: 400 }')).output).toEqual({ e: { type: 'urn:x', status: 400, title: 'T', instance: '/do/0/t/try/0/f/fork/branches/0/a' } });
    const timeout = 'https://open-workflow-specification.org/spec/1.0.0/errors/timeout';
    expect(runDocument(body('{ call: echo, timeout: { after: PT1S } }', `{ type: "${timeout}" }`), {}, () => ({ kind: 'never' })).output).toMatchObject({ e: { type: timeout, status: 408, instance: '/do/0/t/try/0/f/fork/branches/0/a' } });
  });

  test('a try inside of a branch stays inside', () => {
    const body = two('', '{ try: [ { c: { call: flaky } } ], catch: { as: problem, do: [ { h: { set: { e: "${ $problem.status }", n: "${ $.n }" } } } ] } }');
    expect(runDocument(body, { n: 3 }, (_, index) => (index === 0 ? failing('urn:uwf:error:WRONG', 422) : { kind: 'succeeded', output: 'b' })).output).toEqual({ got: [{ e: 422, n: 3 }, 'b'] });
  });

  test('the Parallel is tried again as a whole', () => {
    const body = 'do: [ { t: { try: [ { f: { fork: { branches: [ { a: { call: flaky } } ] } } } ], catch: { retry: { delay: PT1S, limit: { attempt: { count: 2 } } } } } } ]';
    const run = runDocument(body, {}, (_, index) => (index < 2 ? failing('urn:uwf:error:BUSY', 503) : { kind: 'succeeded', output: 1 }));
    expect(run).toMatchObject({ output: [1], took: 2000 });
  });

  test('the first branch that is done wins, and the others are closed', () => {
    const body = (more = ''): string => `do: [ { f: { fork: { compete: true, branches: [ { a: { wait: PT9S } }, { b: { do: [ { w: { wait: PT2S } }, { s: { set: { won: "\${ $.n }" } } } ] } } ] }, ${more} } }, { z: { set: { got: "\${ $ }" } } } ]`;
    expect(runDocument(body(), { n: 1 })).toMatchObject({ status: 'succeeded', output: { got: { won: 1 } }, took: 2000 });
    expect(runDocument(body('output: { as: { w: "${ $.won }", i: "${ $input.n }" } }, export: { as: { c: "${ $output.w }" } }'), { n: 1 }).output).toEqual({ got: { w: 1, i: 1 } });
  });

  test('an error wins a race as well, and a retry around never tries the signal again', () => {
    const body = 'do: [ { t: { try: [ { f: { fork: { compete: true, branches: [ { a: { wait: PT9S } }, { b: { call: flaky } } ] } } } ], catch: { retry: { limit: { attempt: { count: 1 } } } } } } ]';
    const run = runDocument(body, {}, (_, index) => (index === 0 ? failing('urn:uwf:error:BUSY', 503) : { kind: 'succeeded', output: 'w' }));
    expect(run).toMatchObject({ status: 'succeeded', output: 'w' });
    expect(run.given).toHaveLength(2);
  });

  test('end in a branch ends the workflow, also out of several forks and through the outputs around', () => {
    const body = 'do: [ { d: { do: [ { f: { fork: { branches: [ { a: { wait: PT9S } }, { b: { fork: { branches: [ { c: { set: { v: 1 }, then: end } } ] } } } ] } } } ], output: { as: { o: "${ $ }" } } } }, { z: { set: { never: true } } } ]';
    expect(runDocument(body)).toMatchObject({ status: 'succeeded', output: { o: { v: 1 } }, took: 0 });
  });

  test('exit ends the branch', () => {
    expect(runDocument(two('', '{ set: { x: 1 }, then: exit }', '{ set: { y: 1 }, then: exit }')).output).toEqual({ got: [{ x: 1 }, { y: 1 }] });
  });

  test('a branch sees the context as it was, keeps its own exports to itself, and the author is told', () => {
    const body = (metadata = ''): string => `do: [ { s: { set: { n: 1 }, export: { as: { k: 0, same: 1 } } } }, { f: { ${metadata} fork: { branches: [ { a: { do: [ { x: { set: { x: 1 }, export: { as: "\${ $merge([$context, {\\"k\\": $context.k + 1}]) }" } } }, { y: { set: { k: "\${ $context.k }" } } } ] } }, { b: { set: { k: "\${ $context.k }" }, export: { as: { same: 1, other: true } } } } ] } } }, { z: { set: { got: "\${ $ }", c: "\${ $context }" } } } ]`;
    expect(runDocument(body()).output).toEqual({ got: [{ k: 1 }, { k: 0 }], c: { k: 0, same: 1 } });
    expect(findingsOf(body())).toEqual(['UWF-2072 /do/1/f/fork/branches/0/a', 'UWF-2072 /do/1/f/fork/branches/1/b']);
    const merge = body('metadata: { uwf: { context: merge } },');
    expect(runDocument(merge).output).toEqual({ got: [{ k: 1 }, { k: 0 }], c: { k: 1, same: 1, other: true } });
    expect(findingsOf(merge)).toEqual([]);
  });

  test('the winner of a race hands its context over where the author wants it', () => {
    const body = 'do: [ { f: { metadata: { uwf: { context: merge } }, fork: { compete: true, branches: [ { a: { wait: PT9S } }, { b: { set: { v: 1 }, export: { as: { from: b } } } } ] }, output: { as: { v: "${ $.v }", c: "${ $context.from }" } } } } ]';
    expect(runDocument(body).output).toEqual({ v: 1, c: 'b' });
  });

  test('loop variables and errors are read inside of branches', () => {
    const body = 'do: [ { l: { for: { in: "${ [1, 2] }" }, do: [ { f: { fork: { branches: [ { a: { set: { i: "${ $item }" } } } ] } } } ] } } ]';
    expect(runDocument(body).output).toEqual([{ i: 2 }]);
  });

  test('a branch cannot lead to another one', () => {
    expect(findingsOf(two('', '{ set: { x: 1 }, then: b }'))).toEqual(['UWF-1034 /do/0/f/fork/branches/0/a/then']);
  });
});
