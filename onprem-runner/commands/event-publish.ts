import { isJsonArray, isJsonObject } from '#shared/core/kernel/json.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { CommandError } from '../output/command-error.ts';
import { printRecord } from '../output/format.ts';
import { addConnectionOptions, type ConnectionOptions } from './connection.ts';
import type { AddCommand, CommandContext } from './context.ts';
import { openClient } from './open-client.ts';
import { outputOption, type OutputOptions } from './options.ts';
import { readJsonFile } from './run-input.ts';

/** `uwf event publish FILE`: publishes CloudEvents to the workflows that listen. */
export const addEventPublish: AddCommand = (parent, context) => {
  const command = parent
    .command('publish')
    .description('publish events to the workflows that listen; what they lack of id, time, source and specversion is filled in')
    .argument('<file>', 'one CloudEvent as JSON, or an array of them; - reads standard input');
  addConnectionOptions(command).addOption(outputOption());
  command.action((file: string, options: ConnectionOptions & OutputOptions) => publish(context, file, options));
};

async function publish(context: CommandContext, file: string, options: ConnectionOptions & OutputOptions): Promise<void> {
  const value = await readJsonFile(context, file);
  const events = isJsonArray(value) ? value : [value];
  if (!events.every(isJsonObject)) throw new CommandError('UWF-6007', 'an event is a JSON object');
  printRecord(context.terminal, options.output, await (await openClient(context, options)).events.publish(events));
  context.end(EXIT_CODES.ok);
}
