import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { stepKey, visitKey } from '#shared/core/protocol/step-key.ts';

const hash = (...parts: readonly string[]): string => createHash('sha256').update(parts.join('\u001f'), 'utf8').digest('base64url');

test('the key of a step is the hash that the protocol says', () => {
  expect(stepKey('bank', { exe: 'e1', stp: 'e1:4', itr: '0.2' })).toBe(hash('uwf-key-1', 'bank', 'e1', 'e1:4', '0.2'));
});

test('the key of a step does not change with the dispatch attempt, and does with everything that makes it another step', () => {
  const step = { exe: 'e1', stp: 'e1:4', itr: '' };
  const withAttempt = { ...step, att: 7 };
  expect(stepKey('bank', withAttempt)).toBe(stepKey('bank', step));
  const others = [stepKey('other', step), stepKey('bank', { ...step, exe: 'e2' }), stepKey('bank', { ...step, stp: 'e1:5' }), stepKey('bank', { ...step, itr: '0' })];
  expect(new Set([stepKey('bank', step), ...others]).size).toBe(5);
});

test('the key of a visit stays the same over the retries of the workflow, whose steps have other keys', () => {
  const visit = { exe: 'e1', itr: '0', visit: 9 };
  expect(visitKey('bank', visit)).toBe(hash('uwf-visit-1', 'bank', 'e1', '0', '9'));
  expect(visitKey('bank', { ...visit, visit: 10 })).not.toBe(visitKey('bank', visit));
  expect(visitKey('bank', visit)).not.toBe(stepKey('bank', { exe: 'e1', stp: '0', itr: '9' }));
});
