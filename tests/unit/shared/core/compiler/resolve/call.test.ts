import { describe, expect, test } from 'vitest';
import { resolveCall } from '#shared/core/compiler/resolve/call.ts';
import type { CallFunctionTask, TaskNode } from '#shared/core/definition/model.ts';
import type { CatalogueEntry } from '#shared/core/definition/catalogue-entry.ts';

const version = (name: string, text: string): CatalogueEntry => ({ name, version: text, zone: 'on-prem', input: {}, output: {}, errors: [], declassify: [] });
const CATALOGUE = [version('f', '1.9.0'), version('f', '1.10.0'), version('f', '2.0.0-rc.1'), version('g', '1.0.0')];

function call(text: string): CallFunctionTask {
  return { kind: 'call-function', name: 't', pointer: '/do/0/t', call: text, with: { pointer: '/do/0/t', value: {} }, input: {}, output: {}, export: {}, then: { kind: 'continue' }, metadata: { declassify: [], priority: 'normal' } };
}

const LOCAL: TaskNode = call('f');
const resolved = (text: string): ReturnType<typeof resolveCall> => resolveCall(call(text), { functions: new Map([['g', LOCAL]]), catalogue: CATALOGUE });

describe('resolveCall()', () => {
  test.each([
    ['f', '2.0.0-rc.1'],
    ['f:1.9.0', '1.9.0'],
    ['f:1.10.0@default', '1.10.0'],
    ['f@default', '2.0.0-rc.1'],
    ['g:1.0.0', '1.0.0'],
  ])('%s is version %s', (text, expected) => {
    expect(resolved(text)).toMatchObject({ ok: true, value: { kind: 'catalogue', entry: { version: expected } } });
  });

  test('a function of use.functions goes first', () => {
    expect(resolved('g')).toEqual({ ok: true, value: { kind: 'inline', task: LOCAL } });
  });

  test.each([
    ['h', 'UWF-2020', "There is no function 'h'. use.functions: g. Catalogue: f:1.10.0, f:1.9.0, f:2.0.0-rc.1, g:1.0.0."],
    ['f:3.0.0', 'UWF-2021', "There is no version '3.0.0' of function 'f'. Versions: 2.0.0-rc.1, 1.10.0, 1.9.0."],
    ['f:1.9.0@other', 'UWF-2022', "There is no catalogue 'other'. Known: default."],
  ])('%s is reported with what there is', (text, code, message) => {
    expect(resolved(text)).toMatchObject({ ok: false, error: { code, message, pointer: '/do/0/t/call' } });
  });
});
