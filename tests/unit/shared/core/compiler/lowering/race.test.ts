import { describe, expect, test } from 'vitest';
import { findingsOf, machineOf, runDocument } from '../run-document.ts';

const TIMEOUT = 'https://open-workflow-specification.org/spec/1.0.0/errors/timeout';

describe('a timeout of a task that is made of others', () => {
  test.each([
    ['do', '{ do: [ { w: { wait: "${ $.pause }" } }, { s: { set: { v: "${ $.pause }" } } } ]'],
    ['for', '{ for: { in: "${ [1, 2] }" }, do: [ { w: { wait: "${ $.pause }" } } ]'],
    ['try', '{ try: [ { w: { wait: "${ $.pause }" } } ], catch: { errors: { with: { status: 500 } } }'],
    ['fork', '{ fork: { branches: [ { w: { wait: "${ $.pause }" } } ] }'],
    ['wait', '{ wait: "${ $.pause }"'],
  ])('ends a %s that takes too long, and leaves one that is done in time alone', (_, task) => {
    const body = `do: [ { t: { try: [ { a: ${task}, timeout: { after: PT3S }, output: { as: { done: true, of: "\${ $input.pause }" } } } } ], catch: { errors: { with: { type: "${TIMEOUT}", status: 408 } }, do: [ { h: { set: { e: "\${ $error }" } } } ] } } } ]`;
    expect(runDocument(body, { pause: 'PT1S' })).toMatchObject({ status: 'succeeded', output: { done: true, of: 'PT1S' } });
    expect(runDocument(body, { pause: 'PT9S' })).toMatchObject({ output: { e: { type: TIMEOUT, status: 408, title: 'Timeout', instance: '/do/0/t/try/0/a' } }, took: 3000 });
  });

  test('fails the workflow where nothing catches it', () => {
    expect(runDocument('do: [ { a: { do: [ { w: { wait: PT9S } } ], timeout: { after: PT2S } } } ]')).toMatchObject({ status: 'failed', took: 2000, error: { type: TIMEOUT, status: 408, instance: '/do/0/a' } });
  });

  test('is computed on the transformed input', () => {
    const body = 'do: [ { a: { input: { from: { limit: "${ $.l }", k: 1 } }, do: [ { w: { wait: PT9S } } ], timeout: { after: "${ $.limit }" } } } ]';
    expect(runDocument(body, { l: 'PT4S' })).toMatchObject({ status: 'failed', took: 4000 });
  });

  test('what is exported inside is seen after it', () => {
    const body = 'do: [ { s: { set: { x: 1 }, export: { as: { a: 1 } } } }, { a: { do: [ { b: { set: { y: 2 }, export: { as: "${ $merge([$context, $output]) }" } } } ], timeout: { after: PT2S } } }, { z: { set: { c: "${ $context }" } } } ]';
    expect(runDocument(body).output).toEqual({ c: { a: 1, y: 2 } });
  });

  test('end inside ends the workflow, through the outputs around', () => {
    const body = 'do: [ { o: { do: [ { a: { do: [ { b: { set: { y: 2 }, export: { as: { k: 1 } }, then: end } } ], timeout: { after: PT2S } } }, { z: { set: { never: 1 } } } ], output: { as: { was: "${ $.y }", k: "${ $context.k }" } } } } ]';
    expect(runDocument(body).output).toEqual({ was: 2, k: 1 });
  });

  test('then of the task, and of its catch, lead where they lead without a timeout', () => {
    const body = (then: string): string => `do: [ { t: { try: [ { r: { raise: { error: { type: "urn:x", status: 400 } } } } ], catch: { then: ${then} }, timeout: { after: PT2S }, then: z } }, { y: { set: { y: true }, then: exit } }, { z: { set: { z: true } } } ]`;
    expect(runDocument(body('y')).output).toEqual({ y: true });
    expect(runDocument(body('exit')).output).toEqual({});
    expect(runDocument(body('end')).output).toEqual({});
    expect(runDocument(body('continue')).output).toEqual({ z: true });
  });

  test('a try outside catches errors inside by their own name and place', () => {
    const body = 'do: [ { t: { try: [ { a: { do: [ { r: { raise: { error: { type: "urn:x", status: 400 } } } } ], timeout: { after: PT2S } } } ], catch: { errors: { with: { type: "urn:x", status: 400 } }, do: [ { h: { set: { e: "${ $error.instance }" } } } ] } } } ]';
    expect(runDocument(body).output).toEqual({ e: '/do/0/t/try/0/a/do/0/r' });
  });
});

test('a wait whose timeout is shorter needs no race', () => {
  const body = (limit: string): string => `do: [ { w: { wait: PT3S, timeout: { after: ${limit} } } } ]`;
  expect(runDocument(body('PT1S'))).toMatchObject({ status: 'failed', took: 1000, error: { type: TIMEOUT, status: 408, title: 'Timeout', instance: '/do/0/w' } });
  expect(runDocument(body('PT3S'))).toMatchObject({ status: 'succeeded', took: 3000 });
  expect(JSON.stringify(machineOf(body('PT1S')))).not.toContain('Parallel');
});

test.each(['set: { x: 1 }', 'switch: [ { c: { then: continue } } ]', 'raise: { error: { type: "urn:x", status: 400 } }'])('nothing is put around a task that takes no time: %s', (task) => {
  expect(JSON.stringify(machineOf(`do: [ { a: { ${task}, timeout: { after: PT1S } } } ]`))).not.toContain('Parallel');
});

test('the timeout of the workflow may be computed', () => {
  const body = 'timeout: { after: "${ $.limit }" }\noutput: { as: { out: "${ $ }", c: "${ $context }" } }\ndo: [ { w: { wait: PT5S } }, { a: { set: { x: 1 }, export: { as: { k: 1 } } } } ]';
  expect(findingsOf(body)).toEqual([]);
  expect(runDocument(body, { limit: 'PT9S' }).output).toEqual({ out: { x: 1 }, c: { k: 1 } });
  expect(runDocument(body, { limit: 'PT2S' })).toMatchObject({ status: 'failed', took: 2000, error: { status: 408, instance: '/' } });
});
