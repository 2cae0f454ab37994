import type { Command } from 'commander';
import { addConnectionOptions } from './connection.ts';
import type { AddCommand } from './context.ts';
import type { DeployOptions } from './deploy-options.ts';
import { outputOption, repeatable } from './options.ts';

/** `uwf deploy --target NAME [PATH…]`: registers definitions with the API of a target, after a plan of what that means for the data. */
export const addDeploy: AddCommand = (parent, context) => {
  const command: Command = parent
    .command('deploy')
    .description('register definitions with the API of a target: plans, shows what changes for the data, and refuses what may not be there')
    .argument('[path...]', 'documents, or folders with workflow.yaml or workflow.json in them (default: statemachines, else this folder)')
    .requiredOption('-t, --target <name>', 'target of uwf.config.yaml, a cloud zone, or a runtime that one target has: engine, step-functions, durable-functions')
    .option('--dry-run', 'show the plan, and change nothing')
    .option('-y, --yes', 'agree beforehand to what is let out more than before, and to versions below those that are there')
    .addOption(repeatable('--handlers <folder>', 'folder of handlers in place of those of the configuration; may be repeated'))
    .addOption(repeatable('--catalogue <file>', 'exported catalogue in place of those of the configuration; may be repeated'))
    .option('--config <file>', 'project configuration (default: uwf.config.yaml of the current folder)')
    .addHelpText('after', '\nNothing is registered while one of the documents is refused.\nExit codes: 0 deployed, or nothing to do · 1 the API failed · 2 not a valid document · 3 refused for its data flow, a version that is taken, or a change that nobody agreed to · 4 auth');
  addConnectionOptions(command).addOption(outputOption());
  command.action(async (paths: readonly string[], options: DeployOptions) => {
    const { deployDefinitions } = await import('./deploy-definitions.ts');
    await deployDefinitions(context, paths, options);
  });
};
