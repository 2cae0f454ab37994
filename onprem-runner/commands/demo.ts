import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { loadProject, projectPath, type Project } from '#shared/config/load-project-config.ts';
import { runDemo, type DemoEnd, type DemoMaterial } from '../demo/demo.ts';
import type { DemoOptions } from '../demo/options.ts';
import { createTelling } from '../demo/tell.ts';
import { settingsOfProject } from '../dev/project-settings.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { CommandError } from '../output/command-error.ts';
import type { SourceText } from '../output/diagnostics.ts';
import { brokerOf, brokerOption } from './broker-option.ts';
import { composeLocal } from './compose.ts';
import type { AddCommand, CommandContext } from './context.ts';
import { parseInteger } from './options.ts';
import { decodeText, readBytes } from './read-text.ts';
import { preferredPort, untilAskedToStop } from './serve.ts';
import { packageVersion } from './version.ts';

const HOST = '127.0.0.1';
const EXAMPLES = 'statemachines/examples';

interface DemoCommandOptions {
  readonly once?: true;
  readonly json?: true;
  readonly input?: string;
  readonly workflow?: string;
  readonly definition?: string;
  readonly data?: string;
  readonly port?: number;
  readonly kafka?: string | true;
}

/** `uwf demo`: the whole path on real transactions, with the proof that no Tier 1 byte is in the cloud zone. */
export const addDemo: AddCommand = (parent, context) => {
  parent
    .command('demo')
    .description('start the system, run the antifraud workflow on sample transactions, search the cloud zone for their Tier 1 values, show a refusal')
    .option('--once', 'end after the last step instead of going on serving')
    .option('--json', 'print one summary object as the last line')
    .option('--input <file>', 'transactions, one JSON object a line')
    .option('--workflow <file>', 'document to register and run')
    .option('--definition <file>', 'document to compile in place of the leaking one')
    .option('--data <folder>', 'where the zones keep their data (with --once: a new folder that is removed afterwards)')
    .option('-p, --port <port>', 'port of the API; 0 takes any free one', parseInteger({ min: 0, max: 65_535 }))
    .addOption(brokerOption())
    .action((options: DemoCommandOptions) => demo(context, options));
};

async function demo(context: CommandContext, given: DemoCommandOptions): Promise<void> {
  const project = loadProject({ folder: context.folder });
  const options = withDefaults(project, given);
  const material = await readMaterial(context, options);
  const folder = await dataFolder(project, given);
  try {
    const end = await run(context, { project, given, options, material, folder: folder.path });
    if (options.json) context.terminal.out(`${JSON.stringify(end.summary)}\n`);
    if (!options.once) await untilAskedToStop();
    await end.system.stop();
    context.end(end.good ? EXIT_CODES.ok : EXIT_CODES.failed);
  } finally {
    if (folder.isTemporary) await rm(folder.path, { recursive: true, force: true });
  }
}

interface DemoRun {
  readonly project: Project;
  readonly given: DemoCommandOptions;
  readonly options: DemoOptions;
  readonly material: DemoMaterial;
  readonly folder: string;
}

async function run(context: CommandContext, { project, given, options, material, folder }: DemoRun): Promise<DemoEnd> {
  const tell = createTelling(context.terminal, options.json);
  const settings = await settingsOfProject({ project, validator: composeLocal().validator });
  const port = given.port ?? (options.once ? 0 : await preferredPort(HOST));
  const development = { ...settings, ...(await brokerOf(context, { project, given: given.kafka, dataDirectory: folder })), dataDirectory: folder, host: HOST, port, version: packageVersion(), note: (message: string) => context.terminal.tell(message) };
  const end = await runDemo({ options, material, settings: development, tell, now: () => performance.now() });
  if (!options.once) tell.next(end.system.api);
  return end;
}

function withDefaults(project: Project, given: DemoCommandOptions): DemoOptions {
  const example = (path: string): string => join(projectPath(project, EXAMPLES), path);
  return {
    once: given.once === true,
    json: given.json === true,
    input: given.input ?? example('antifraud/samples/transactions.ndjson'),
    workflow: given.workflow ?? example('antifraud/1.0.0/workflow.yaml'),
    definition: given.definition ?? example('antifraud-leak/1.0.0/workflow.yaml'),
    expectsRefusal: given.definition === undefined,
  };
}

async function readMaterial(context: CommandContext, options: DemoOptions): Promise<DemoMaterial> {
  const [transactions, workflow, definition] = await Promise.all([options.input, options.workflow, options.definition].map((file) => readSource(context, file)));
  if (transactions === undefined || workflow === undefined || definition === undefined) throw new CommandError('UWF-6001', 'a file of the demonstration cannot be read');
  return { transactions, workflow, definition };
}

async function readSource(context: CommandContext, file: string): Promise<SourceText> {
  const text = decodeText(await readBytes(context, file));
  if (text === undefined) throw new CommandError('UWF-6007', `${file}: not UTF-8 text`);
  return { name: isAbsolute(file) ? relative(context.folder, file) : file, text };
}

async function dataFolder(project: Project, given: DemoCommandOptions): Promise<{ readonly path: string; readonly isTemporary: boolean }> {
  const standing = given.data ?? projectPath(project, project.config.dataDirectory);
  if (given.once !== true || given.data !== undefined) return { path: standing, isTemporary: false };
  // Not mkdtemp: the user that PostgreSQL runs as must be able to get through the folder.
  const path = join(standing, `demo-${randomUUID()}`);
  await mkdir(path, { recursive: true });
  return { path, isTemporary: true };
}
