import { join } from 'node:path';

/** The control socket of a runner, in its own folder. */
export function controlSocket(data: string): string {
  return join(data, 'runner.sock');
}
