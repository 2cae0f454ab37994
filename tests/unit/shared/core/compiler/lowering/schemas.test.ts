import { describe, expect, test } from 'vitest';
import { failing, findingsOf, machineOf, programOf, runDocument } from '../run-document.ts';

const HAS = (member: string): string => `{ schema: { document: { type: object, required: [${member}] } }`;

/** A `try` whose catch tells the error and the context. */
const guarded = (task: string): string => `do: [ { t: { try: [ { a: ${task} } ], catch: { do: [ { h: { set: { e: "\${ $error }", i: "\${ $ }", c: "\${ $context }" } } } ] } } } ]`;

const VALIDATION = { type: 'https://open-workflow-specification.org/spec/1.0.0/errors/validation', status: 400, title: 'Validation error', instance: '/do/0/t/try/0/a' };

describe('schemas of a task', () => {
  test.each([
    ['the raw input', `{ input: ${HAS('x')}, from: { y: 1 } }, set: { z: 1 } }`, { x: 1 }, { y: 1 }],
    ['the transformed output', `{ set: { y: "\${ $.x }" }, output: ${HAS('z')}, as: { z: "\${ $.y }" } } }`, { x: 1 }, undefined],
    ['the output of a set', `{ set: "\${ $ }", output: ${HAS('x')} } }`, { x: 1 }, { y: 1 }],
    ['the output of a wait', `{ wait: PT1S, output: ${HAS('x')} } }`, { x: 1 }, { y: 1 }],
    ['the output of a switch', `{ switch: [ { c: { when: "\${ $.n = 1 }", then: continue } } ], output: ${HAS('x')} } }`, { x: 1, n: 1 }, { n: 2 }],
    ['the output of a do', `{ do: [ { b: { set: "\${ $ }" } } ], output: ${HAS('x')} } }`, { x: 1 }, { y: 1 }],
    ['the output of a call in its own zone', `{ call: echo, with: { v: "\${ $ }" }, output: { schema: { document: { properties: { v: { required: [x] } } } } } }`, { x: 1 }, { y: 1 }],
    ['the exported value', `{ set: "\${ $ }", export: ${HAS('k')}, as: { k: "\${ $output.x }", l: "\${ $output.x = 1 }" } } }`, { x: 1 }, undefined],
  ])('%s is checked', (_, task, good, bad) => {
    expect(runDocument(guarded(task), good)).toMatchObject({ status: 'succeeded' });
    expect(runDocument(guarded(task), good).output).not.toHaveProperty('e');
    if (bad !== undefined) expect(runDocument(guarded(task), bad).output).toMatchObject({ e: VALIDATION, i: bad });
  });

  test('output.schema is checked before the export, export.schema before the context changes', () => {
    const output = `{ set: { v: 1 }, output: ${HAS('x')} }, export: { as: { k: 1 } } }`;
    expect(runDocument(guarded(output)).output).toMatchObject({ e: VALIDATION, c: {} });
    const exported = `{ set: { v: 1 }, export: ${HAS('x')}, as: { k: "\${ $output.v }" } } }`;
    expect(runDocument(guarded(exported)).output).toMatchObject({ e: VALIDATION, c: {} });
  });

  test('after the check, export and later tasks see what they would see without it', () => {
    const task = `{ input: { from: { n: "\${ $.n }" } }, set: { v: 1 }, output: ${HAS('v')}, as: { v: "\${ $.v }", n: "\${ $input.n }" } }, export: ${HAS('k')}, as: { k: "\${ $output.v }", n: "\${ $input.n }" } } }`;
    const body = `do: [ { a: ${task} }, { z: { set: { got: "\${ $ }", c: "\${ $context }" } } } ]`;
    expect(runDocument(body, { n: 5 }).output).toEqual({ got: { v: 1, n: 5 }, c: { k: 1, n: 5 } });
  });

  test('only fitting filters catch the error', () => {
    const body = (filter: string): string => `do: [ { t: { try: [ { a: { set: { v: 1 }, output: ${HAS('x')} } } } ], catch: { errors: { with: ${filter} }, do: [ { h: { set: { caught: true } } } ] } } } ]`;
    expect(runDocument(body('{ type: "https://serverlessworkflow.io/spec/1.0.0/errors/validation", status: 400 }')).output).toEqual({ caught: true });
    expect(runDocument(body('{ status: 503 }')).failure?.error).toBe(`${VALIDATION.type}#400`);
  });

  test('a schema that only says tiers, and one that an on-prem worker checks, make no state', () => {
    const states = (task: string): readonly string[] => Object.values(machineOf(`do: [ { a: ${task} } ]`).States).map(({ Type }) => Type);
    expect(states('{ set: { x: 1 }, output: { schema: { document: { type: object, properties: { x: { x-tier: 2 } } } } } }')).toEqual(['Pass']);
    expect(states('{ call: http, with: { method: get, endpoint: "https://x.example" }, metadata: { uwf: { zone: on-prem } }, output: { schema: { document: { type: object } } } }')).toEqual(['Task']);
    expect(states('{ call: http, with: { method: get, endpoint: "https://x.example" }, output: { schema: { document: { type: object } } } }')).toEqual(['Task', 'Task']);
    expect(findingsOf('do: [ { a: { set: { x: 1 }, output: { schema: { document: { properties: { x: { x-tier: 2 } } } } } } } ]')).toEqual(['UWF-2043 /do/0/a/output/schema/document']);
  });

  test('text of a schema is never evaluated', () => {
    const { machine } = programOf('do: [ { a: { set: { x: "y" }, output: { schema: { document: { const: "{% 1 %}" } } } } } ]');
    expect(JSON.stringify(machine)).toContain("{% '{% 1 %}' %}");
  });
});

test('the output schema of the workflow is checked at its end', () => {
  const body = 'output: { as: "${ $.r }", schema: { document: { type: number } } }\ndo: [ { a: { set: { r: "${ $.x }" } } } ]';
  expect(runDocument(body, { x: 1 }).output).toBe(1);
  expect(runDocument(body, { x: 'a' })).toMatchObject({ status: 'failed', error: { status: 400 } });
  expect(runDocument('output: { schema: { document: { required: [x] } } }\ndo: [ { a: { set: { y: 1 }, then: end } } ]')).toMatchObject({ status: 'failed' });
});

test('a call that fails is not checked', () => {
  const body = guarded(`{ call: flaky, output: ${HAS('x')} } }`);
  expect(runDocument(body, {}, () => failing('urn:uwf:error:BUSY', 503)).output).toMatchObject({ e: { status: 503 } });
});
