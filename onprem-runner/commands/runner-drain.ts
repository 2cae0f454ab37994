import { setTimeout as pause } from 'node:timers/promises';
import { EXIT_CODES } from '../exit-codes.ts';
import { askRunner, isRunnerThere } from '../service/control.ts';
import { controlSocket } from '../service/control-socket.ts';
import type { AddCommand, CommandContext } from './context.ts';
import { parseDuration } from './options.ts';
import { addRunnerOptions, loadRunnerProject, type RunnerCommandOptions } from './runner-options.ts';

interface DrainOptions extends RunnerCommandOptions {
  readonly timeout: number;
}

const LOOK_MS = 200;

/** `uwf runner drain`: lets the runner of this machine end what it does, and stop. */
export const addRunnerDrain: AddCommand = (parent, context) => {
  const command = parent
    .command('drain')
    .description('let the runner of this machine take nothing new, end what it does, send its answers and stop; waits until it has')
    .option('--timeout <duration>', 'wait at most so long', parseDuration, 120_000);
  addRunnerOptions(command).action((options: DrainOptions) => drain(context, options));
};

async function drain(context: CommandContext, options: DrainOptions): Promise<void> {
  const socket = controlSocket(loadRunnerProject(context, options).places.data);
  await askRunner(socket, 'POST', '/drain');
  const until = performance.now() + options.timeout;
  while (await isRunnerThere(socket)) {
    if (performance.now() > until) return context.end(EXIT_CODES.timeout);
    await pause(LOOK_MS);
  }
  context.terminal.tell('The runner has stopped.');
}
