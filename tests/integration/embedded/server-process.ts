import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** Inside the checkout, so that the bundle finds node_modules; ignored by git. */
const FOLDER = join(ROOT, 'dist', 'test', `embedded-${String(process.pid)}`);

/** A bundle of one file that starts a server, says so in one line of JSON, and then does what its second argument says. */
const SOURCE = `
import { startEmbeddedPostgres } from '#onprem-runner/embedded/postgres.ts';
const [dataDirectory = '', then] = process.argv.slice(2);
const server = await startEmbeddedPostgres({ dataDirectory, name: 'child' });
process.stdout.write(JSON.stringify({ pid: server.pid, port: server.port, origin: server.origin, connectionString: server.connectionString }) + '\\n');
if (then === 'stay') setInterval(() => undefined, 1_000);
if (then === 'exit') setTimeout(() => process.exit(7), 20);
`;

export interface ChildServer {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly port: number;
  readonly origin: string;
  readonly connectionString: string;
}

/** Makes the program that {@link startInChild} runs. */
export async function buildChildProgram(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const entry = join(FOLDER, 'child.ts');
  writeFileSync(entry, SOURCE);
  await build({ entryPoints: [entry], outfile: join(FOLDER, 'child.mjs'), bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'silent', absWorkingDir: ROOT });
}

export function removeChildProgram(): void {
  rmSync(FOLDER, { recursive: true, force: true });
}

/** Starts a server in another process. `stay`: until it is killed; `exit`: that process exits by itself; `fall-through`: it has nothing more to do. */
export function startInChild(dataDirectory: string, then: 'stay' | 'exit' | 'fall-through'): Promise<ChildServer> {
  const child = spawn(process.execPath, [join(FOLDER, 'child.mjs'), dataDirectory, then], { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (data: Buffer) => {
      text += data.toString('utf8');
      if (text.includes('\n')) resolve({ child, ...JSON.parse(text) });
    });
    child.once('exit', (code) => reject(new Error(`the child ended with ${String(code)} before its server was there`)));
  });
}

/** How the process ended. */
export function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once('exit', resolve));
}
