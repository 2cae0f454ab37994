import { describe, expect, test } from 'vitest';
import { compileDefinition } from '#shared/core/compiler/compile.ts';
import type { CompiledProgram } from '#shared/core/compiler/model.ts';
import { comparePrograms, isSame } from '#shared/core/difference/compare.ts';
import { collectTasks, differingFields, nameOfPointer } from '#shared/core/difference/collect-tasks.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { CATALOGUE, TARGET } from '#tests/conformance/compiler/goldens.ts';

const OLD = `document: { dsl: 1.0.3, namespace: tests, name: diff, version: 1.0.0 }
evaluate: { language: jsonata }
input:
  schema:
    document: { type: object, additionalProperties: false, properties: { id: { type: string, x-tier: 1 }, note: { type: string, x-tier: 2 } } }
do:
  - guarded:
      try:
        - check: { call: aml-check:1.2.0, with: { id: '\${ $workflow.input.id }' } }
      catch: { errors: { with: { status: 503 } } }
  - done: { set: { ok: true } }
`;

function program(text: string): CompiledProgram {
  const outcome = compileDefinition({ text, target: TARGET, catalogue: CATALOGUE, optimisation: 0 });
  assert(outcome.accepted, JSON.stringify(outcome.diagnostics));
  return outcome.program;
}

function difference(change: (text: string) => string) {
  return comparePrograms(program(OLD), program(change(OLD)));
}

describe('comparePrograms()', () => {
  test('finds nothing between a document and itself in other words', () => {
    const same = difference((text) => `# comment\n${text.replace('  - done: { set: { ok: true } }', '  - done:\n      set:\n        ok: true')}`);
    expect(isSame(same)).toBe(true);
    expect(Object.values(same).flat()).toEqual([]);
  });

  test('names tasks that came, went and changed, wherever they stand', () => {
    const changed = difference((text) => text.replace('  - done: { set: { ok: true } }', '  - first: { set: { a: 1 } }\n  - done: { set: { ok: false } }'));
    expect(changed.tasks).toEqual([
      { kind: 'changed', about: '/do' },
      { kind: 'changed', about: 'done', detail: '/set/ok' },
      { kind: 'added', about: 'first' },
    ]);
    expect(changed.states.length).toBeGreaterThan(0);
    expect(isSame(changed)).toBe(false);
  });

  test('does not take a task for another because something was put before it', () => {
    const moved = difference((text) => text.replace('do:\n', 'do:\n  - zeroth: { set: { a: 1 } }\n'));
    expect(moved.tasks.filter(({ about }) => about.includes('check'))).toEqual([]);
    expect(moved.placement).toEqual([]);
    expect(moved.dataFlow).toEqual([]);
  });

  test('tells which data goes where now, and what is declassified', () => {
    const without = difference((text) => text.replace("with: { id: '${ $workflow.input.id }' }", "with: { id: none }"));
    expect(without.dataFlow).toEqual([{ kind: 'removed', about: 'input/schema/document/properties/id → guarded/try/check', detail: 'Tier 1 in on-prem' }]);
    const reverse = comparePrograms(program(OLD.replace('call: aml-check:1.2.0, with', 'call: convert:2.0.0, with').replace("'${ $workflow.input.id }'", 'none')), program(OLD));
    expect(reverse.declassifications).toMatchObject([{ kind: 'added', about: 'guarded/try/check /resolution' }]);
    expect(reverse.placement).toMatchObject([{ kind: 'changed', detail: 'private-cloud → on-prem' }]);
  });

  test('tells when a field of the input is no longer sealed', () => {
    const lowered = difference((text) => text.replace('id: { type: string, x-tier: 1 }', 'id: { type: string, x-tier: 2 }'));
    expect(lowered.dataFlow).toContainEqual({ kind: 'removed', about: 'input /properties/id', detail: 'Tier 1, sealed' });
    expect(lowered.tasks).toContainEqual({ kind: 'changed', about: '/input/schema/document/properties/id/x-tier' });
  });
});

describe('names of tasks', () => {
  test('do not depend on what stands before them', () => {
    expect(nameOfPointer('/do/3/a/try/0/b')).toBe('a/try/b');
    expect(nameOfPointer('/input/schema')).toBe('input/schema');
  });

  test('are collected from every list of a document', () => {
    const set = { set: {} };
    const source = {
      do: [{ a: { try: [{ b: set }], catch: { do: [{ c: set }] } } }, { f: { fork: { branches: [{ d: set }] } } }, { l: { listen: {}, foreach: { do: [{ e: set }] } } }],
      use: { functions: { g: { do: [{ h: set }] } } },
    };
    expect([...collectTasks(source).keys()]).toEqual(['a', 'a/try/b', 'a/catch/do/c', 'f', 'f/fork/branches/d', 'l', 'l/foreach/do/e', 'use/functions/g', 'use/functions/g/do/h']);
  });

  test('differingFields() goes as deep as both are objects', () => {
    expect(differingFields({ a: { b: 1, c: 2 }, d: [1] }, { a: { b: 1, c: 3 }, e: 1 }, Object.is)).toEqual(['/a/c', '/d', '/e']);
  });
});
