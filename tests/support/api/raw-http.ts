import { connect } from 'node:net';

/** What came back over a socket before it was closed, or before time was up. */
export interface RawAnswer {
  /** Statuses of all answers, in order. */
  readonly statuses: readonly number[];
  readonly text: string;
  readonly wasClosed: boolean;
}

export interface RawOptions {
  readonly waitMs?: number;
  /** Ends our side after the bytes are written. */
  readonly end?: boolean;
}

/** Sends bytes as they are and reads until the other side closes or the time is up. */
export function sendRaw(port: number, bytes: string | Uint8Array, { waitMs = 1_000, end = true }: RawOptions = {}): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let wasClosed = false;
    const socket = connect(port, '127.0.0.1');
    const finish = (): void => {
      clearTimeout(timer);
      socket.destroy();
      const text = Buffer.concat(chunks).toString('utf8');
      resolve({ text, wasClosed, statuses: [...text.matchAll(/HTTP\/1\.1 (\d{3}) /gu)].map((match) => Number(match[1])) });
    };
    const timer = setTimeout(finish, waitMs);
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', finish);
    socket.on('close', () => {
      wasClosed = true;
      finish();
    });
    socket.write(bytes, () => {
      if (end) socket.end();
    });
  });
}
