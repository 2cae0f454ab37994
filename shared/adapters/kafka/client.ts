import type { LibrdKafkaError, Metadata } from 'node-rdkafka';
import { fromKafkaError } from './errors.ts';
import { CONNECT_MS_MAX, DISCONNECT_MS_MAX } from './limits.ts';

/** The least that is needed of a client of the driver to start and end it. */
interface Connectable {
  connect(options: { readonly timeout: number }, done: (error: LibrdKafkaError, metadata: Metadata) => void): unknown;
  disconnect(done: () => void): unknown;
  isConnected(): boolean;
}

/** Connects to the cluster. Errors: `UWF-5002`. */
export function connectClient(client: Connectable): Promise<void> {
  return new Promise((resolve, reject) => {
    client.connect({ timeout: CONNECT_MS_MAX }, (error: LibrdKafkaError | null) => (error === null || error === undefined ? resolve() : reject(fromKafkaError(error))));
  });
}

/** Sends what is queued, leaves and lets the connections go. */
export async function disconnectClient(client: Connectable): Promise<void> {
  if (!client.isConnected()) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, DISCONNECT_MS_MAX);
    client.disconnect(() => (clearTimeout(timer), resolve()));
  });
}

/** A call of the driver that answers by a callback, as a promise. Errors: the driver's own. */
export function callOf<T>(call: (done: (error: unknown, value: T) => void) => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    call((error, value) => (error === null || error === undefined ? resolve(value) : reject(error)));
  });
}

/** The same with errors of ours, which name the topics where one is missing. */
export function answerOf<T>(call: (done: (error: unknown, value: T) => void) => unknown, topics: readonly string[] = []): Promise<T> {
  return callOf(call).catch((error: unknown) => {
    throw fromKafkaError(error, topics);
  });
}
