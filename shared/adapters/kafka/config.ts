import type { GlobalConfig } from 'node-rdkafka';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { SESSION_MS_DEFAULT } from './limits.ts';

/** How to reach a cluster. */
export interface KafkaOptions {
  /** `host:port` of some of its brokers. */
  readonly brokers: readonly string[];
  /** Names this process to the brokers. */
  readonly clientId: string;
  /** TLS 1.3. Absent: in the clear, for tests on one machine. */
  readonly tls?: KafkaTls;
  /** SASL/SCRAM-SHA-512. */
  readonly sasl?: { readonly user: string; readonly password: string };
  /** How long a consumer that is not heard of keeps its partitions; brokers take 6 seconds or more unless they are told otherwise. */
  readonly sessionTimeoutMs?: number;
}

/** PEM, in files or as texts: whom to trust, and who we are where brokers ask for it. */
export type KafkaTls =
  | { readonly caFile: string; readonly certificateFile?: string; readonly keyFile?: string }
  | { readonly ca: string; readonly certificate?: string; readonly key?: string };

const BROKER = /^(?:[a-z0-9_.-]+|\[[0-9a-f:.]+\]):\d{1,5}$/i;

/**
 * No suite of TLS 1.2 that a broker could use, so that nothing older than TLS 1.3 can be agreed on: the driver has no setting for the
 * least version, and 1.3 has suites of its own which this one does not touch.
 */
const TLS_13_ONLY = 'PSK-AES256-GCM-SHA384';

/** What producers and consumers have in common. Errors: `UWF-5005`. */
export function clientConfig(options: KafkaOptions): GlobalConfig {
  const { brokers, clientId, tls, sasl } = options;
  if (brokers.length === 0 || !brokers.every((broker) => BROKER.test(broker))) throw new UwfError('UWF-5005', 'brokers: at least one host:port');
  if (clientId === '') throw new UwfError('UWF-5005', 'clientId: a name');
  if (tls !== undefined && !isWholePair(tls)) throw new UwfError('UWF-5005', 'tls: a certificate and its key, or neither');
  if (sasl !== undefined && tls === undefined) throw new UwfError('UWF-5005', 'sasl: only with tls');
  return {
    'metadata.broker.list': brokers.join(','),
    'client.id': clientId,
    'security.protocol': tls === undefined ? 'plaintext' : sasl === undefined ? 'ssl' : 'sasl_ssl',
    'socket.keepalive.enable': true,
    'reconnect.backoff.ms': 50,
    'reconnect.backoff.max.ms': 1_000,
    // What it would say to stderr comes as an event, too.
    log_level: 0,
    ...(tls === undefined ? {} : tlsConfig(tls)),
    ...(sasl === undefined ? {} : { 'sasl.mechanisms': 'SCRAM-SHA-512', 'sasl.username': sasl.user, 'sasl.password': sasl.password }),
  };
}

function isWholePair(tls: KafkaTls): boolean {
  return 'ca' in tls ? (tls.certificate === undefined) === (tls.key === undefined) : (tls.certificateFile === undefined) === (tls.keyFile === undefined);
}

function tlsConfig(tls: KafkaTls): GlobalConfig {
  return {
    ...('ca' in tls ? textConfig(tls) : fileConfig(tls)),
    'ssl.cipher.suites': TLS_13_ONLY,
    'enable.ssl.certificate.verification': true,
    'ssl.endpoint.identification.algorithm': 'https',
  };
}

function fileConfig({ caFile, certificateFile, keyFile }: Extract<KafkaTls, { caFile: string }>): GlobalConfig {
  return {
    'ssl.ca.location': caFile,
    ...(certificateFile === undefined ? {} : { 'ssl.certificate.location': certificateFile }),
    ...(keyFile === undefined ? {} : { 'ssl.key.location': keyFile }),
  };
}

function textConfig({ ca, certificate, key }: Extract<KafkaTls, { ca: string }>): GlobalConfig {
  return {
    'ssl.ca.pem': ca,
    ...(certificate === undefined ? {} : { 'ssl.certificate.pem': certificate }),
    ...(key === undefined ? {} : { 'ssl.key.pem': key }),
  };
}

/** The session of a consumer, in milliseconds. */
export function sessionMs({ sessionTimeoutMs = SESSION_MS_DEFAULT }: KafkaOptions): number {
  return sessionTimeoutMs;
}
