import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { revisionOf } from '#shared/application/definition-revision.ts';
import { loadProject } from '#shared/config/load-project-config.ts';
import { deployTarget } from '../deploy/deploy-target.ts';
import { findDefinitions } from '../deploy/find-definitions.ts';
import { isDeployed, planDeployment, type CompiledFile, type DefinitionPlan } from '../deploy/plan.ts';
import { checkApi, createRegistry, type Registry } from '../deploy/registry.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import { CommandError } from '../output/command-error.ts';
import { compileDocument, exitCodeOf, type CompiledDocument, type CompileSettings } from './compile-document.ts';
import { composeLocal, composeService, machine } from './compose.ts';
import { openConnection } from './connection.ts';
import type { CommandContext } from './context.ts';
import type { DeployOptions } from './deploy-options.ts';
import { printDeployment, tellPlan, type Deployment } from './deploy-output.ts';
import { loadCatalogue } from './load-catalogue.ts';

/** Where documents are looked for when none are named. */
const FOLDER_DEFAULT = 'statemachines';

/** Plans a deployment, tells the plan, and carries it out unless something is refused or only the plan is wanted. */
export async function deployDefinitions(context: CommandContext, paths: readonly string[], options: DeployOptions): Promise<void> {
  const settings = await loadSettings(context, options);
  const documents = await compileAll(context, paths, settings);
  const files = documents.flatMap(compiledFile);
  // Without anything to deploy nobody is asked.
  const registry = files.length === 0 ? undefined : await openRegistry(context, options, settings);
  const plans = registry === undefined ? [] : await planDeployment(registry, files);
  const deployment: Deployment = { target: settings.target, refused: documents.filter(({ outcome }) => !outcome.accepted), plans, registered: new Map() };
  tellPlan(context, deployment, options.output);
  try {
    context.end(await carryOut(context, { registry, deployment, options }));
  } finally {
    printDeployment(context, deployment, options.output);
  }
}

async function loadSettings(context: CommandContext, options: DeployOptions): Promise<CompileSettings> {
  const project = loadProject({ folder: context.folder, ...(options.config === undefined ? {} : { file: options.config }) });
  const target = deployTarget(project.config, options.target);
  return { target, egressHosts: project.config.egress.hosts, catalogue: await loadCatalogue({ context, project, sources: options, validator: composeLocal().validator }) };
}

async function openRegistry(context: CommandContext, options: DeployOptions, { target }: CompileSettings): Promise<Registry> {
  const registry = createRegistry(composeService(openConnection(context, options)));
  await checkApi(registry, target);
  return registry;
}

async function compileAll(context: CommandContext, paths: readonly string[], settings: CompileSettings): Promise<readonly CompiledDocument[]> {
  const named = paths.length > 0 ? paths : [existsSync(join(context.folder, FOLDER_DEFAULT)) ? FOLDER_DEFAULT : '.'];
  const documents: CompiledDocument[] = [];
  for (const file of await findDefinitions(context.folder, named)) documents.push(await compileDocument(context, file, settings));
  return documents;
}

function compiledFile({ source, outcome }: CompiledDocument): readonly CompiledFile[] {
  if (!outcome.accepted) return [];
  const { program, diagnostics } = outcome;
  return [{ file: source.name, diagnostics, program, revision: revisionOf(machine.digest, program) }];
}

interface CarryingOut {
  readonly registry: Registry | undefined;
  readonly deployment: Deployment;
  readonly options: DeployOptions;
}

/** Registers what is to be registered. Errors: `UWF-6025`, `UWF-6026`, `WorkflowServiceError`; what was registered before stays so. */
async function carryOut(context: CommandContext, { registry, deployment, options }: CarryingOut): Promise<ExitCode> {
  const { terminal } = context;
  const refusal = refusalOf(deployment);
  if (refusal !== undefined) {
    if (options.dryRun !== true) terminal.tell('Nothing was registered: all documents have to be right first.');
    return refusal;
  }
  const wanted = deployment.plans.filter(isDeployed);
  if (options.dryRun === true || wanted.length === 0 || registry === undefined) return EXIT_CODES.ok;
  await agree(context, wanted, options);
  for (const plan of wanted) await registerOne(context, registry, { plan, deployment });
  return EXIT_CODES.ok;
}

/** A document that is not valid outweighs one that is refused, as with `uwf workflow validate`. */
function refusalOf({ refused, plans }: Deployment): ExitCode | undefined {
  const codes = refused.map(({ outcome }) => exitCodeOf(outcome));
  if (codes.includes(EXIT_CODES.usage)) return EXIT_CODES.usage;
  return codes.length > 0 || plans.some(({ kind }) => kind === 'conflict') ? EXIT_CODES.refused : undefined;
}

/** What lets out more, or goes below what is there, is agreed to by a person: here, or beforehand with `--yes`. Errors: `UWF-6025`. */
async function agree({ terminal }: CommandContext, wanted: readonly DefinitionPlan[], { yes }: DeployOptions): Promise<void> {
  const doubtful = wanted.filter(({ kind, lessSafe }) => lessSafe.length > 0 || kind === 'older-version');
  if (doubtful.length === 0 || yes === true) return;
  const names = doubtful.map(({ id }) => id).join(', ');
  if (terminal.ask === undefined) throw new CommandError('UWF-6025', `nothing was registered: nobody is there to be asked about ${names}`);
  const answer = await terminal.ask(`Register ${names} all the same? (yes or no)`);
  if (!/^y(?:es)?$/iu.test(answer)) throw new CommandError('UWF-6025', `nothing was registered: ${names} was not agreed to`);
}

interface Registering {
  readonly plan: DefinitionPlan;
  readonly deployment: Deployment;
}

async function registerOne({ terminal }: CommandContext, registry: Registry, { plan, deployment }: Registering): Promise<void> {
  terminal.tell(`Registering ${plan.id}`);
  const { outcome, revision } = await registry.register(JSON.parse(JSON.stringify(plan.program.source)));
  deployment.registered.set(plan.id, outcome);
  // The plan was for another program then, and says nothing about this one.
  if (revision !== plan.revision) throw new CommandError('UWF-6026', `${plan.id} is registered there as ${revision}, and is ${plan.revision} here`);
}
