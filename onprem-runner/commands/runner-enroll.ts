import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { printCards } from './keys-tables.ts';
import { loadKeyFiles } from './keys-files.ts';
import type { AddCommand, CommandContext } from './context.ts';
import { outputOption, type OutputOptions } from './options.ts';
import { addRunnerOptions, loadRunnerProject, type RunnerCommandOptions } from './runner-options.ts';

/** `uwf runner enroll`: makes the keys of a new runner, and says what has to be done with their public halves. */
export const addRunnerEnroll: AddCommand = (parent, context) => {
  const command = parent
    .command('enroll')
    .description('make the keys of the runner of this machine (once; nothing is overwritten) and write their public halves to stdout, for the holder of the release key');
  addRunnerOptions(command).addOption(outputOption()).action((options: RunnerCommandOptions & OutputOptions) => enroll(context, options));
};

async function enroll(context: CommandContext, options: RunnerCommandOptions & OutputOptions): Promise<void> {
  const { project, runner, places } = loadRunnerProject(context, options);
  const files = await loadKeyFiles();
  if (existsSync(places.keys) && (await files.readPrivateKeys(places.keys)).length > 0) {
    throw new UwfError('UWF-5005', 'this runner has keys already: uwf keys rotate replaces them, uwf keys show lists them');
  }
  const party = { folder: places.keys, iss: runner.site, tid: project.config.tenant };
  await mkdir(dirname(places.sealingKey), { recursive: true, mode: 0o700 });
  const signing = await files.createPrivateKeyIn({ ...party, alg: 'ES256', may: files.may.site });
  const opening = await files.createPrivateKeyIn({ ...party, alg: 'ECDH-ES+A256KW', may: [] });
  const { kid } = existsSync(places.sealingKey) ? await files.readKeyFile(places.sealingKey) : await files.createKeyFile(places.sealingKey);
  printCards(context, options.output, [signing, opening]);
  const { terminal } = context;
  terminal.tell('');
  terminal.tell(`Sealing key of this site (clients seal Tier 1 fields to it): ${kid}`);
  terminal.tell('Next: 1. keep this output as a file (-o json) and give it to the holder of the release key: uwf keys ring sign');
  terminal.tell(`      2. put the ring that comes back to ${places.ring}`);
  terminal.tell('      3. write the thumbprint of the release key under runner.releaseKeys, then: uwf runner start');
}
