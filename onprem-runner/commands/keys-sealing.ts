import { loadKeyFiles } from './keys-files.ts';
import type { AddCommand, CommandContext } from './context.ts';
import { addRunnerOptions, loadRunnerProject, type RunnerCommandOptions } from './runner-options.ts';

/** `uwf keys sealing`: what clients and clouds seal Tier 1 fields to. */
export const addKeysSealing: AddCommand = (parent, context) => {
  const command = parent.command('sealing').description('write the public sealing key of the runner of this machine as a JWK Set: the file that `sealingKeys` of a project for a cloud names');
  addRunnerOptions(command).action((options: RunnerCommandOptions) => write(context, options));
};

async function write(context: CommandContext, options: RunnerCommandOptions): Promise<void> {
  const files = await loadKeyFiles();
  const { places } = loadRunnerProject(context, options);
  context.terminal.out(`${JSON.stringify(files.toPublicKeySet([await files.readKeyFile(places.sealingKey)]), null, 2)}\n`);
}
