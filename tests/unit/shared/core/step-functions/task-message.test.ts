import { describe, expect, test } from 'vitest';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { parseTaskMessage } from '#shared/core/step-functions/task-message.ts';

const BODY: JsonObject = { v: 1, revision: 'r1', state: 'call', resource: 'uwf:http', path: '', maps: 0, execution: 'run-1', entered: '2026-11-23T00:00:00.000Z', retry: 0, token: 'token-1', arguments: { n: 1 } };
const parse = (more: JsonObject = {}) => parseTaskMessage(JSON.stringify({ ...BODY, ...more }));

describe('parseTaskMessage()', () => {
  test('reads what a Task state sends', () => {
    expect(parse()).toEqual({
      token: 'token-1', executionId: 'run-1', revision: 'r1', state: 'call', resource: 'uwf:http', arguments: { n: 1 }, retryCount: 0,
      attemptId: expect.stringMatching(/^[\w-]{43}$/u) as string, visit: expect.any(Number) as number,
    });
  });

  test('knows a repeated delivery by its token, and a retry by another', () => {
    expect(parse()?.attemptId).toBe(parse()?.attemptId);
    expect(parse({ token: 'token-2', retry: 1 })?.attemptId).not.toBe(parse()?.attemptId);
  });

  test('keeps the visit over retries, and tells states, executions, items and entries apart', () => {
    const visit = (more: JsonObject = {}): number | undefined => parse(more)?.visit;
    expect(visit({ token: 'token-2', retry: 1 })).toBe(visit());
    const others = [{ state: 'other' }, { execution: 'run-2' }, { entered: '2026-11-23T00:00:00.001Z' }, { path: '0' }, { path: '*' }].map(visit);
    expect(new Set([visit(), ...others]).size).toBe(6);
    expect(others.every((one) => Number.isSafeInteger(one))).toBe(true);
  });

  test('says nothing of the visit where items go on at the same time: their retries cannot be told from one another', () => {
    expect(parse({ path: '*/*', maps: 1 })).not.toHaveProperty('visit');
  });

  test('has the place within branches and Maps as its scope', () => {
    expect(parse({ path: '1/*/0' })?.scope).toBe('1/*/0');
    expect(parse()).not.toHaveProperty('scope');
  });

  test.each<[string, string]>([
    ['no JSON', 'x'],
    ['another version', JSON.stringify({ ...BODY, v: 2 })],
    ['without a token', JSON.stringify({ ...BODY, token: '' })],
    ['without an execution', JSON.stringify({ ...BODY, execution: 7 })],
    ['without a retry count', JSON.stringify({ ...BODY, retry: '0' })],
    ['a list', '[]'],
  ])('takes no message that is %s', (_what, text) => {
    expect(parseTaskMessage(text)).toBeUndefined();
  });
});
