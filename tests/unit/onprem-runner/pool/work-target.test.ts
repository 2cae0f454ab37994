import { describe, expect, test } from 'vitest';
import type { Handler } from '#onprem-runner/handlers/define-handler.ts';
import { createHandlerRegistry } from '#onprem-runner/handlers/registry.ts';
import { poolPlaceOf } from '#onprem-runner/pool/work-target.ts';

const HANDLER: Handler = { name: 'check', version: '1.0.0', target: 'aml', input: {}, output: {}, errors: { NO: { status: 422, title: 'No', retryable: false } }, effect: 'local', handle: () => null };
const handlers = createHandlerRegistry([HANDLER, { ...HANDLER, name: 'plain', target: undefined } as unknown as Handler]);

describe('poolPlaceOf()', () => {
  test('a function counts as its handler, with the target that it declares', () => {
    expect(poolPlaceOf(handlers, { resource: 'uwf:function:check:1.0.0', arguments: {} })).toEqual({ handler: 'check:1.0.0', target: 'aml', errors: HANDLER.errors });
    expect(poolPlaceOf(handlers, { resource: 'uwf:function:plain:1.0.0', arguments: {} })).toEqual({ handler: 'plain:1.0.0', errors: HANDLER.errors });
    expect(poolPlaceOf(handlers, { resource: 'uwf:function:unknown:1.0.0', arguments: {} })).toEqual({ handler: 'unknown:1.0.0' });
  });

  test.each([
    [{ endpoint: 'https://aml.example:8443/check/7?x=1' }, 'aml.example'],
    [{ endpoint: 'uwf-sealed:1:…' }, undefined],
    [{ endpoint: 7 }, undefined],
    ['text', undefined],
  ])('a call of HTTP goes to its host: %j', (given, target) => {
    expect(poolPlaceOf(handlers, { resource: 'uwf:http', arguments: given }).target).toBe(target);
  });

  test('everything else counts by its kind', () => {
    expect(poolPlaceOf(handlers, { resource: 'uwf:evaluate', arguments: { endpoint: 'https://aml.example' } })).toEqual({ handler: 'uwf:evaluate' });
  });
});
