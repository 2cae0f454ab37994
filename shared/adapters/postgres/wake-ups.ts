import { Client, type Pool } from 'pg';
import type { PostgresOptions } from './config.ts';
import { RECONNECT_DELAY_MS } from './limits.ts';
import { clientConfig } from './pool.ts';
import { NOTIFY } from './queue-statements.ts';
import { fromColumn, toColumn } from './text.ts';

/** Tells receivers of a topic that there is something: those of this process at once, those of others through the server. */
export interface WakeUps {
  published(topic: string): void;
  /** Calls back with each topic that is published, by this process or by another one, until the answer is called. Takes one more connection. */
  listen(onPublished: (topic: string) => void): () => void;
  /** Waits for what is under way. */
  close(): Promise<void>;
}

/** A server refuses longer payloads; a topic with such a name is found by polling only. */
const PAYLOAD_BYTES_MAX = 7_999;

/** Sends notifications, and listens for those of others when somebody wants them. A lost one costs latency, never a message. */
export function createWakeUps(pool: Pool, schema: string, options: PostgresOptions): WakeUps {
  const channel = `${schema}_queue`;
  const notifier = createNotifier(pool, channel);
  const wanting = new Set<(topic: string) => void>();
  const tell = (topic: string): void => wanting.forEach((onPublished) => onPublished(topic));
  let listener: { close(): Promise<void> } | undefined;
  const wakeUps: WakeUps = {
    published: (topic) => {
      tell(topic);
      notifier.notify(topic);
    },
    listen: (onPublished) => {
      wanting.add(onPublished);
      listener ??= listen(options, channel, tell);
      return () => void wanting.delete(onPublished);
    },
    close: async () => {
      await Promise.all([notifier.close(), listener?.close()]);
    },
  };
  if (options.onPublished !== undefined) wakeUps.listen(options.onPublished);
  return wakeUps;
}

/** One notification per topic is under way at a time; what is published meanwhile is told by one more. */
function createNotifier(pool: Pool, channel: string): { notify(topic: string): void; close(): Promise<void> } {
  const underWay = new Map<string, Promise<void>>();
  const again = new Set<string>();
  const send = async (topic: string): Promise<void> => {
    do {
      again.delete(topic);
      await pool.query(NOTIFY, [channel, toColumn(topic)]).catch(() => undefined);
    } while (again.has(topic));
    underWay.delete(topic);
  };
  return {
    notify: (topic) => {
      if (Buffer.byteLength(toColumn(topic)) > PAYLOAD_BYTES_MAX) return;
      if (underWay.has(topic)) again.add(topic);
      else underWay.set(topic, send(topic));
    },
    close: async () => {
      await Promise.all(underWay.values());
    },
  };
}

/** Keeps one connection that listens; connects again for as long as it takes. */
function listen(options: PostgresOptions, channel: string, onPublished: (topic: string) => void): { close(): Promise<void> } {
  let closed = false;
  let client: Client | undefined;
  let wake: () => void = () => {};
  const isClosed = (): boolean => closed;
  const run = async (): Promise<void> => {
    while (!closed) {
      client = new Client(clientConfig(options));
      const lost = new Promise<void>((resolve) => client?.once('end', resolve).on('error', () => undefined));
      client.on('notification', ({ payload }) => onPublished(fromColumn(payload ?? '')));
      const began = client.connect().then(() => client?.query(`LISTEN ${channel}`)).then(() => true, () => false);
      // A connection that is ended while it begins may never answer (pg 8.23).
      const listening = await Promise.race([began, lost.then(() => false)]);
      // Whoever closes before the driver has begun to connect ends nothing.
      if (isClosed()) await client.end().catch(() => undefined);
      if (listening) await lost;
      if (!closed) await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, RECONNECT_DELAY_MS);
        wake = () => (clearTimeout(timer), resolve());
      });
    }
  };
  const running = run();
  return {
    close: async () => {
      closed = true;
      wake();
      await client?.end().catch(() => undefined);
      await running;
    },
  };
}
