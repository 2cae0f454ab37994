import { describe, expect, test } from 'vitest';
import { revealFault, type RevealTerms, type TaskPlace } from '#shared/core/vault/reveal-rule.ts';

const TERMS: RevealTerms = { binding: { tenant: 'bank', definition: 'a/b', pointer: '/input/x' }, purposes: ['workflow'], isErased: false };
const TASK: TaskPlace = { definition: 'a/b', execution: 'run', principal: 'partner', inputs: new Set(['/input/x']), results: new Set(['/do/0']) };

describe('revealFault()', () => {
  test('lets an operator of the tenant and a task at the place through', () => {
    expect(revealFault(TERMS, { tenant: 'bank' }, 'workflow')).toBeUndefined();
    expect(revealFault(TERMS, { tenant: 'bank', task: TASK }, 'workflow')).toBeUndefined();
    expect(revealFault({ ...TERMS, binding: { ...TERMS.binding, principal: 'partner' } }, { tenant: 'bank', task: TASK }, 'workflow')).toBeUndefined();
    expect(revealFault({ ...TERMS, binding: { ...TERMS.binding, pointer: '/do/0', execution: 'run' } }, { tenant: 'bank', task: TASK }, 'workflow')).toBeUndefined();
  });

  test('says first that there is nothing, then that it is elsewhere, then the purpose, then that it is erased', () => {
    const erased = { ...TERMS, isErased: true };
    expect(revealFault(undefined, { tenant: 'bank' }, 'workflow')).toBe('unknown');
    expect(revealFault(erased, { tenant: 'other', task: { ...TASK, definition: 'c/d' } }, 'other')).toBe('unknown');
    expect(revealFault(erased, { tenant: 'bank', task: { ...TASK, definition: 'c/d' } }, 'other')).toBe('place');
    expect(revealFault(erased, { tenant: 'bank', task: TASK }, 'other')).toBe('purpose');
    expect(revealFault(erased, { tenant: 'bank', task: TASK }, 'workflow')).toBe('erased');
  });

  test('never lets input stand for a result, nor a result for input', () => {
    const both: TaskPlace = { ...TASK, inputs: new Set(['/input/x']), results: new Set(['/input/x', '/do/0']) };
    expect(revealFault({ ...TERMS, binding: { ...TERMS.binding, pointer: '/do/0' } }, { tenant: 'bank', task: both }, 'workflow')).toBe('place');
    expect(revealFault({ ...TERMS, binding: { ...TERMS.binding, execution: 'other' } }, { tenant: 'bank', task: both }, 'workflow')).toBe('place');
  });
});
