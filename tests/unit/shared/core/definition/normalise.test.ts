import { expect, test } from 'vitest';
import { normaliseDocument } from '#shared/core/definition/normalise.ts';

const document = {
  document: { dsl: '1.0.3', namespace: 'bank', name: 'demo', version: '1.2.3', title: 'T', summary: 'S', metadata: { uwf: { defaultTier: 3, priority: 'high' } } },
  evaluate: { language: 'jsonata' },
  input: { schema: { document: { type: 'object' } }, from: '$a' },
  output: { as: { b: 1 } },
  timeout: { after: 'PT1M' },
  use: { functions: { f: { set: { c: 1 } } } },
  do: [{ first: { call: 'f' } }],
};

test('normaliseDocument() gives the typed form of a document', () => {
  const { definition, diagnostics } = normaliseDocument({ json: document });
  expect(diagnostics).toEqual([]);
  expect(definition).toMatchObject({
    identity: { namespace: 'bank', name: 'demo', version: '1.2.3' },
    title: 'T',
    summary: 'S',
    language: 'jsonata',
    input: { schema: { pointer: '/input/schema/document' }, from: { value: '${ $a }', pointer: '/input/from' } },
    output: { as: { value: { b: 1 } } },
    timeout: { kind: 'after', duration: { value: 60_000, pointer: '/timeout/after' } },
    tasks: [{ kind: 'call-function', call: 'f', metadata: { priority: 'high' } }],
    metadata: { defaultTier: 3 },
  });
  expect(definition?.source).toBe(document);
  expect(definition?.use.functions.get('f')?.kind).toBe('set');
});

test('optional parts that are absent have no member', () => {
  const { definition } = normaliseDocument({ json: { document: { dsl: '1.0.3', namespace: 'a', name: 'b', version: '1.0.0' }, evaluate: { language: 'jsonata' }, do: [] } });
  expect(['title', 'summary', 'timeout'].some((name) => definition !== undefined && Object.hasOwn(definition, name))).toBe(false);
});

test('a schedule becomes a part of the definition', () => {
  const { definition } = normaliseDocument({ json: { ...document, schedule: { cron: '0 0 * * *' } } });
  expect(definition?.schedule).toEqual({ pointer: '/schedule', cron: '0 0 * * *', read: 'data' });
});

test('a state machine is taken as it is, without tasks', () => {
  const machine = { StartAt: 'A', States: { A: { Type: 'Succeed' } } };
  const { definition, diagnostics } = normaliseDocument({ json: { document: document.document, input: document.input, stateMachine: machine } });
  expect(diagnostics.map(({ code }) => code)).toEqual(['UWF-1024']);
  expect(definition).toBeUndefined();
  const accepted = normaliseDocument({ json: { document: document.document, input: { schema: document.input.schema }, stateMachine: machine } });
  expect(accepted.diagnostics).toEqual([]);
  expect(accepted.definition).toMatchObject({ tasks: [], stateMachine: { pointer: '/stateMachine', machine }, input: { schema: { pointer: '/input/schema/document' } } });
});

test('a document without a state machine has no member for it', () => {
  expect(Object.hasOwn(normaliseDocument({ json: document }).definition ?? { stateMachine: 1 }, 'stateMachine')).toBe(false);
});

test('findings of the checks and of the normalisation come together', () => {
  const { diagnostics } = normaliseDocument({ json: { ...document, do: [{ a: { wait: 'P1Y' } }, { a: { set: { b: 1 }, then: 'c' } }] } });
  expect(diagnostics.map(({ code }) => code)).toEqual(['UWF-1033', 'UWF-1034', 'UWF-1072']);
});
