import { connect, createServer, type Server, type Socket } from 'node:net';

/** How a line fails. `refused`: connections break, new ones are refused. `silent`: nothing comes through any more, and nobody is told. */
export type LineCut = 'refused' | 'silent';

/** A way to a server of this machine that can be cut: a port that leads to another one. */
export interface BrokenLine {
  readonly port: number;
  cut(how: LineCut): Promise<void>;
  mend(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the way; where it leads may be said later, and connections that come before are refused. */
export async function openLine(): Promise<BrokenLine & { leadTo(port: number): void }> {
  const line: Line = { target: undefined, isSilent: false, pairs: new Set(), waiting: new Set(), server: undefined };
  const port = await listen(line, 0);
  return {
    port,
    leadTo: (target) => {
      line.target = target;
    },
    cut: async (how) => {
      line.isSilent = true;
      if (how === 'silent') return line.pairs.forEach((socket) => socket.pause());
      await stopListening(line);
    },
    mend: async () => {
      line.isSilent = false;
      destroyAll(line.waiting);
      line.pairs.forEach((socket) => socket.resume());
      if (line.server === undefined) await listen(line, port);
    },
    close: () => stopListening(line),
  };
}

interface Line {
  target: number | undefined;
  isSilent: boolean;
  /** Both ends of every connection. */
  readonly pairs: Set<Socket>;
  /** Connections that nobody answers. */
  readonly waiting: Set<Socket>;
  server: Server | undefined;
}

async function listen(line: Line, port: number): Promise<number> {
  const server = createServer((client) => accept(line, client));
  await new Promise<void>((resolve, reject) => void server.once('error', reject).listen(port, '127.0.0.1', resolve));
  line.server = server;
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function accept(line: Line, client: Socket): void {
  client.on('error', () => undefined);
  if (line.target === undefined) return void client.destroy();
  if (line.isSilent) {
    line.waiting.add(client);
    client.once('close', () => line.waiting.delete(client));
    return;
  }
  const far = connect(line.target, '127.0.0.1');
  far.on('error', () => undefined);
  for (const [from, to] of [[client, far], [far, client]] as const) {
    line.pairs.add(from);
    from.setNoDelay(true);
    from.on('data', (data) => {
      if (!to.write(data)) from.pause();
    });
    from.on('drain', () => {
      if (!line.isSilent) to.resume();
    });
    from.once('close', () => {
      line.pairs.delete(from);
      to.destroy();
    });
  }
}

async function stopListening(line: Line): Promise<void> {
  const { server } = line;
  line.server = undefined;
  const closed = new Promise<void>((resolve) => (server === undefined ? resolve() : void server.close(() => resolve())));
  destroyAll(line.pairs);
  destroyAll(line.waiting);
  await closed;
}

function destroyAll(sockets: Set<Socket>): void {
  for (const socket of sockets) socket.destroy();
}
