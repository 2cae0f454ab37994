import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BODY_BYTES_MAX, fitsMessage, identityOf, isResultBody, parseRunBody, runBodyOf } from '#shared/application/door/step-body.ts';
import { itemOf } from '#tests/support/steps/step-door.ts';

const item = itemOf('a1', { scope: '0.1', visit: 3, deadline: 99, arguments: { __proto: null, deep: [{ x: 'ż' }] } });
const claims = { exe: 'exe-1', stp: 'a1', itr: '0.1', act: item.resource, wfd: item.revision, deadline: 99 };

describe('the body of a run', () => {
  test('is what no claim says, and with the claims the whole work item again', () => {
    expect(Object.keys(runBodyOf(item)).toSorted()).toEqual(['arguments', 'definition', 'principal', 'retryCount', 'state', 'visit']);
    expect(parseRunBody(claims, runBodyOf(item))).toEqual({ ok: true, value: item });
    const { deadline: _deadline, scope: _scope, visit: _visit, ...plain } = item;
    expect(parseRunBody({ exe: 'exe-1', stp: 'a1', itr: '', act: item.resource, wfd: item.revision }, runBodyOf(plain))).toEqual({ ok: true, value: plain });
  });

  test.each(['kind', 'attemptId', 'executionId', 'revision', 'resource', 'deadline', 'scope', 'more'])('is refused when it also says %s', (member) => {
    expect(parseRunBody(claims, { ...runBodyOf(item), [member]: 'x' }).ok).toBe(false);
  });

  test('is refused when something is missing', () => {
    for (const member of ['arguments', 'definition', 'principal', 'retryCount', 'state']) {
      const { [member]: _left, ...rest } = runBodyOf(item);
      expect(parseRunBody(claims, rest).ok).toBe(false);
    }
  });
});

test('a step is known by execution, attempt and scope', () => {
  expect(identityOf(item)).toEqual({ exe: 'exe-1', stp: 'a1', itr: '0.1' });
  expect(identityOf(itemOf('a2'))).toEqual({ exe: 'exe-1', stp: 'a2', itr: '' });
});

test('the size of a body is counted as its bytes in UTF-8', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      const bytes = Buffer.byteLength(JSON.stringify({ text }), 'utf8');
      const pad = 'x'.repeat(BODY_BYTES_MAX - bytes);
      expect(fitsMessage({ text: text + pad })).toBe(true);
      expect(fitsMessage({ text: `${text}${pad}x` })).toBe(false);
    }),
    { numRuns: 20 },
  );
});

test('the body of a result is what its outcome asks for', () => {
  expect(isResultBody({ outcome: 'done' }, { output: null })).toBe(true);
  expect(isResultBody({ outcome: 'failed' }, { error: 'X', cause: '' })).toBe(true);
  expect(isResultBody({ outcome: 'failed' }, {})).toBe(true);
  expect(isResultBody({ outcome: 'in_doubt' }, {})).toBe(true);
  expect(isResultBody({ outcome: 'failed' }, { error: 'X', cause: 'x'.repeat(40_000) })).toBe(false);
  expect(isResultBody({ outcome: 'in_doubt' }, { output: 1 })).toBe(false);
});
