import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDetectors, type Detectors } from '#shared/core/egress/detectors.ts';
import { scanValue } from '#shared/core/egress/scan-value.ts';
import { GUARDED_ENCODINGS } from '#tests/support/egress/encodings.ts';
import { cardNumbers, groupedCardNumbers, groupedIbans, harmlessPayloads, ibans } from '#tests/support/egress/samples.ts';
import { IS_LONG_RUN } from '#tests/support/run-length.ts';

const RUNS = IS_LONG_RUN ? 5_000 : 100;

function detectorsOf(canaries: readonly string[] = []): Detectors {
  const created = createDetectors({ canaries });
  if (!created.ok) throw new Error(created.error.expected);
  return created.value;
}

const detectors = detectorsOf();

describe('nothing personal is missed, however it is written', () => {
  test.each(GUARDED_ENCODINGS)('card numbers: $name', ({ encode }) => {
    fc.assert(fc.property(cardNumbers, (card) => void expect(detectors.scan(encode(card))).toContain('card-number')), { numRuns: RUNS });
  });

  test.each(GUARDED_ENCODINGS)('IBANs: $name', ({ encode }) => {
    fc.assert(fc.property(ibans, (iban) => void expect(detectors.scan(encode(iban))).toContain('iban')), { numRuns: RUNS });
  });

  test.each(GUARDED_ENCODINGS)('canaries: $name', ({ encode }) => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[A-Za-z][A-Za-z0-9 .]{9,30}[a-z]$/u).filter((text) => text.replace(/[ .]/gu, '').length >= 8), { minLength: 1, maxLength: 5 }), fc.nat(), (canaries, pick) => {
        expect(detectorsOf(canaries).scan(encode(canaries[pick % canaries.length] ?? ''))).toContain('canary');
      }),
      { numRuns: RUNS },
    );
  });

  test('card numbers and IBANs in groups', () => {
    fc.assert(fc.property(groupedCardNumbers, (card) => void expect(detectors.scan(card)).toContain('card-number')), { numRuns: RUNS * 5 });
    fc.assert(fc.property(groupedIbans, (iban) => void expect(detectors.scan(iban)).toContain('iban')), { numRuns: RUNS * 5 });
  });
});

describe('what is not personal passes', () => {
  test('a digest that spells a short address by chance', () => {
    const digest = 'sha512-Rvpg0Cvgp1IkP8JbSr82B7T4zm/9oQkB3Lm1mgWFpMkhS/FZHQpKsPgNKY9n7PrF69JC2s608/J71rEQHjhn1A==';
    expect(scanValue(detectorsOf([]), { value: { integrity: digest }, pointer: '' })).toEqual([]);
    expect(scanValue(detectorsOf([]), { value: { integrity: `sha512-${Buffer.from('\u0001\u0002jo@ex.com\u0003').toString('base64')}` }, pointer: '' })).toMatchObject([{ detector: 'email' }]);
  });

  test('10,000 payloads of Tier 2 and 3', { timeout: 120_000 }, () => {
    const guarding = detectorsOf(['canary-8f14e45f']);
    fc.assert(fc.property(harmlessPayloads, (value) => void expect(scanValue(guarding, { value, pointer: '' })).toEqual([])), { numRuns: IS_LONG_RUN ? 100_000 : 10_000 });
  });
});

test('scanning takes time in proportion to the length of the text', { timeout: 60_000 }, () => {
  const milliseconds = (text: string): number => {
    const startedAt = performance.now();
    detectors.scan(text);
    return performance.now() - startedAt;
  };
  const unit = ['4111 ', '@a', 'a@b.', '%25', '\\u00', 'DE89', '+1 ', '=3D', '&#38;', 'YQ', '0x34,', '701-', 'H4s', '(', '9'];
  for (const part of unit) {
    milliseconds(part.repeat(1_000));
    const short = Math.min(...[1, 2, 3].map(() => milliseconds(part.repeat(4_000))));
    const long = Math.min(...[1, 2, 3].map(() => milliseconds(part.repeat(120_000))));
    expect(long, `${part} × 120,000 beside × 4,000`).toBeLessThan(Math.max(short, 2) * 300);
  }
});
