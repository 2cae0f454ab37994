import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bindingFault, deterministicText, isBindingText, isPurpose, normalPurposes, subjectText, valueAad, type SealedPlace, type ValueBinding } from '#shared/core/vault/binding.ts';

const BINDING: ValueBinding = { tenant: 'bank', definition: 'payments/check', pointer: '/input/pan' };

describe('bindingFault()', () => {
  test('accepts a whole binding, with and without its optional members', () => {
    expect(bindingFault(BINDING)).toBeUndefined();
    expect(bindingFault({ ...BINDING, principal: 'p', execution: 'e' })).toBeUndefined();
  });

  test.each<[string, Partial<ValueBinding>]>([
    ['tenant', { tenant: '' }], ['tenant', { tenant: 'x'.repeat(129) }], ['definition', { definition: 'check' }], ['definition', { definition: 'a/b/c' }],
    ['definition', { definition: '\udc00/b' }], ['pointer', { pointer: 'input' }], ['pointer', { pointer: '' }], ['principal', { principal: '' }], ['execution', { execution: 'x'.repeat(129) }],
  ])('names a wrong %s', (member, change) => {
    expect(bindingFault({ ...BINDING, ...change })).toBe(member);
  });
});

describe('purposes', () => {
  test('are sorted names, each once', () => {
    expect(normalPurposes(['b', 'a-1', 'b'])).toEqual(['a-1', 'b']);
    expect(isPurpose('customer-service')).toBe(true);
  });

  test.each([[[]], [['A']], [['']], [['a b']], [['1a']], [['x'.repeat(65)]], [Array.from({ length: 17 }, (_, index) => `p${index}`)]])('are refused otherwise: %j', (purposes) => {
    expect(normalPurposes(purposes)).toBeUndefined();
  });
});

describe('isBindingText()', () => {
  test('takes well-formed texts within their limit', () => {
    expect(isBindingText('subject', '🏦')).toBe(true);
    for (const text of ['', '\ud83c', 'x'.repeat(513), 7, undefined]) expect(isBindingText('subject', text)).toBe(false);
  });
});

describe('what is authenticated and fingerprinted', () => {
  const name = fc.string({ minLength: 1, maxLength: 6, unit: 'grapheme' });
  const binding = fc.record({ tenant: name, definition: name, pointer: name, principal: fc.option(name, { nil: undefined }), execution: fc.option(name, { nil: undefined }) });
  const place = fc.record({ tokenDigest: name, keyId: name, subject: name, binding, purposes: fc.array(name, { maxLength: 3 }), deterministic: fc.boolean(), createdAt: fc.nat(3) });

  test('is another text for every other place', () => {
    fc.assert(
      fc.property(place, place, (one, other) => {
        const isSame = JSON.stringify(one) === JSON.stringify(other);
        expect(valueAad(one as SealedPlace) === valueAad(other as SealedPlace)).toBe(isSame);
      }),
      { numRuns: 500 },
    );
  });

  test('does not run into each other where names are glued otherwise', () => {
    expect(subjectText('ab', 'c')).not.toBe(subjectText('a', 'bc'));
    expect(subjectText('a', 'b')).not.toBe(deterministicText({ keyId: 'a', binding: BINDING, purposes: [] }, 'b'));
    expect(deterministicText({ keyId: 'k', binding: BINDING, purposes: ['p'] }, 'x', 'here')).not.toBe(deterministicText({ keyId: 'k', binding: BINDING, purposes: ['p'] }, 'x', 'there'));
    const of = (change: Partial<ValueBinding>, text = 'x', keyId = 'k') => deterministicText({ keyId, binding: { ...BINDING, ...change }, purposes: ['p'] }, text);
    expect(new Set([of({}), of({}, 'y'), of({}, 'x', 'l'), of({ tenant: 'b' }), of({ pointer: '/p' }), of({ principal: 'p' }), of({ execution: 'p' }), of({ definition: 'a/b' })]).size).toBe(8);
  });
});
