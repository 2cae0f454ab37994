import { describe, expect, test } from 'vitest';
import { parseDoorSecret, parseReleaseSecret } from '#functions/cloud/door-secret.ts';
import { parseKafkaSecret } from '#functions/cloud/kafka-secret.ts';
import { formatPrivateJwk, generatePrivateKey } from '#shared/adapters/jose/index.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';

const KEY = generatePrivateKey('ES256');
const JWK: JsonValue = JSON.parse(formatPrivateJwk(KEY)) as JsonValue;

describe('the secret of the door', () => {
  test('has the keys, the ring and the pins; the ring as text or as JSON', () => {
    expect(parseDoorSecret({ keys: [JWK], ring: '{"ring":"x"}', pins: ['pin'] })).toMatchObject({ keys: [{ kid: KEY.kid }], ring: '{"ring":"x"}', pins: ['pin'] });
    expect(parseDoorSecret({ keys: [JWK], ring: { ring: 'x' }, pins: [] }).ring).toBe('{"ring":"x"}');
    expect(parseReleaseSecret(JWK).kid).toBe(KEY.kid);
  });

  test.each<[string, JsonValue]>([
    ['a text', 'secret-text'], ['no keys', { keys: [], ring: 'x', pins: [] }], ['no ring', { keys: [JWK], pins: [] }], ['pins that are numbers', { keys: [JWK], ring: 'x', pins: [1] }],
    ['a key that is public', { keys: [{ kty: 'EC', crv: 'P-256', x: 'a', y: 'b' }], ring: 'x', pins: [] }],
  ])('is refused when it is %s, without a word of what is there', (_what, value) => {
    expect(() => parseDoorSecret(value)).toThrow(expect.objectContaining({ code: 'UWF-5005', message: expect.not.stringContaining('secret-text') as string }));
  });
});

describe('the secret of the cluster', () => {
  test('is a certificate authority with a name and password, or with a certificate', () => {
    expect(parseKafkaSecret({ ca: 'CA', username: 'u', password: 'p' })).toEqual({ tls: { ca: 'CA' }, sasl: { user: 'u', password: 'p' } });
    expect(parseKafkaSecret({ ca: 'CA', certificate: 'C', key: 'K' })).toEqual({ tls: { ca: 'CA', certificate: 'C', key: 'K' } });
  });

  test.each<[string, JsonValue]>([['a text', 'x'], ['without an authority', { username: 'u', password: 'p' }], ['half a name', { ca: 'CA', username: 'u' }], ['half a certificate', { ca: 'CA', key: 'K' }], ['a number', { ca: 'CA', username: 1, password: 'p' }]])('is refused when it is %s', (_what, value) => {
    expect(() => parseKafkaSecret(value)).toThrow(expect.objectContaining({ code: 'UWF-5005' }));
  });
});
