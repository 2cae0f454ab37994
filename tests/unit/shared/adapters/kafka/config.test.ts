import { describe, expect, test } from 'vitest';
import { clientConfig, sessionMs, type KafkaOptions } from '#shared/adapters/kafka/config.ts';

const PLAIN: KafkaOptions = { brokers: ['a:1', 'b:2'], clientId: 'uwf' };
const TLS = { caFile: 'ca.pem', certificateFile: 'c.pem', keyFile: 'k.pem' };
const SASL = { user: 'u', password: 'p' };

describe('clientConfig()', () => {
  test('speaks in the clear only where nothing else is asked for', () => {
    expect(clientConfig(PLAIN)).toMatchObject({ 'metadata.broker.list': 'a:1,b:2', 'client.id': 'uwf', 'security.protocol': 'plaintext' });
  });

  test('with TLS checks the name of the broker, shows its certificate and leaves nothing older than 1.3 to agree on', () => {
    expect(clientConfig({ ...PLAIN, tls: TLS })).toMatchObject({
      'security.protocol': 'ssl', 'ssl.ca.location': 'ca.pem', 'ssl.certificate.location': 'c.pem', 'ssl.key.location': 'k.pem',
      'enable.ssl.certificate.verification': true, 'ssl.endpoint.identification.algorithm': 'https', 'ssl.cipher.suites': 'PSK-AES256-GCM-SHA384',
    });
    expect(clientConfig({ ...PLAIN, tls: { caFile: 'ca.pem' } })).not.toHaveProperty('ssl.key.location');
  });

  test('sends a password by SCRAM and within TLS only', () => {
    expect(clientConfig({ ...PLAIN, tls: TLS, sasl: SASL })).toMatchObject({ 'security.protocol': 'sasl_ssl', 'sasl.mechanisms': 'SCRAM-SHA-512', 'sasl.username': 'u', 'sasl.password': 'p' });
  });

  test.each<[string, KafkaOptions]>([
    ['no broker', { ...PLAIN, brokers: [] }],
    ['a broker without a port', { ...PLAIN, brokers: ['a'] }],
    ['several brokers in one text', { ...PLAIN, brokers: ['a:1,b:2'] }],
    ['no name', { ...PLAIN, clientId: '' }],
    ['a certificate without its key', { ...PLAIN, tls: { caFile: 'ca.pem', certificateFile: 'c.pem' } }],
    ['a password in the clear', { ...PLAIN, sasl: SASL }],
  ])('refuses %s', (_name, options) => {
    expect(() => clientConfig(options)).toThrow(expect.objectContaining({ code: 'UWF-5005' }));
  });

  test('has a session of its own or the usual one', () => {
    expect([sessionMs(PLAIN), sessionMs({ ...PLAIN, sessionTimeoutMs: 6_000 })]).toEqual([10_000, 6_000]);
  });
});
