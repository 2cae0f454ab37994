import { canonicalJson } from '#shared/core/kernel/canonical-json.ts';
import { compareFlows } from '#shared/core/difference/compare.ts';
import type { FlowDifference, ProvenDefinition } from '#shared/core/difference/model.ts';
import type { CompiledProgram } from '#shared/core/compiler/model.ts';
import { compareVersions, formatIdentity, formatReference } from '#shared/core/definition/identity.ts';
import type { Diagnostic } from '#shared/core/kernel/diagnostic.ts';
import { lessSafeChanges, type LessSafeChange } from './less-safe.ts';
import type { RegisteredDefinition } from './parse-registered.ts';
import type { Registry } from './registry.ts';

/** A document that was compiled for the target, under the name of its file. */
export interface CompiledFile {
  readonly file: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly program: CompiledProgram;
  readonly revision: string;
}

/**
 * What a deployment does with a document. `new`: of a workflow that is not there; `new-version`: above all that are there; `older-version`: below one that
 * is there, which runs by name go on with; `unchanged`: there already; `conflict`: its version is there as something else.
 */
export interface DefinitionPlan extends CompiledFile {
  readonly kind: 'new' | 'new-version' | 'older-version' | 'unchanged' | 'conflict';
  /** `namespace.name@version`. */
  readonly id: string;
  /** The highest version there. */
  readonly newest?: string;
  /** What is in the way. */
  readonly reason?: string;
  /** Against the version that it follows, or that it is in conflict with; absent for what is new or unchanged. */
  readonly difference?: FlowDifference;
  readonly lessSafe: readonly LessSafeChange[];
}

/** True for what will be registered. */
export function isDeployed({ kind }: Pick<DefinitionPlan, 'kind'>): boolean {
  return kind === 'new' || kind === 'new-version' || kind === 'older-version';
}

/** Plans a deployment, in the order in which it is to be carried out: each workflow's versions from the lowest. Asks the registry and changes nothing. Errors: `WorkflowServiceError`. */
export async function planDeployment(registry: Registry, files: readonly CompiledFile[]): Promise<readonly DefinitionPlan[]> {
  if (files.length === 0) return [];
  const there = new Map((await registry.list()).map(({ id, versions }) => [id, versions]));
  const plans: DefinitionPlan[] = [];
  for (const file of files.toSorted(inOrder)) {
    const earlier = plans.filter((plan) => workflowOf(plan.program) === workflowOf(file.program));
    plans.push(await planFile({ registry, file, versions: there.get(workflowOf(file.program)) ?? [], earlier }));
  }
  return plans;
}

function workflowOf({ identity: { namespace, name } }: CompiledProgram): string {
  return formatReference({ namespace, name });
}

function inOrder(left: CompiledFile, right: CompiledFile): number {
  const [a, b] = [workflowOf(left.program), workflowOf(right.program)];
  if (a !== b) return a < b ? -1 : 1;
  return compareVersions(left.program.identity.version, right.program.identity.version) || (left.file < right.file ? -1 : 1);
}

interface Planning {
  readonly registry: Registry;
  readonly file: CompiledFile;
  /** Versions of the workflow that are there. */
  readonly versions: readonly string[];
  /** What the same deployment does with lower versions. */
  readonly earlier: readonly DefinitionPlan[];
}

async function planFile({ registry, file, versions, earlier }: Planning): Promise<DefinitionPlan> {
  const { version } = file.program.identity;
  const id = formatIdentity(file.program.identity);
  const newest = versions.toSorted(compareVersions).at(-1);
  const about = { ...file, id, ...(newest === undefined ? {} : { newest }) };
  const twin = earlier.find((plan) => plan.program.identity.version === version);
  if (twin !== undefined) return { ...about, kind: 'conflict', reason: `the same version is in ${twin.file}`, lessSafe: [] };
  if (versions.includes(version)) return { ...about, ...againstItself(file, await registry.find(id)) };
  const before = await predecessor({ registry, file, versions, earlier });
  const kind = newest === undefined ? 'new' : compareVersions(version, newest) < 0 ? 'older-version' : 'new-version';
  return { ...about, kind, ...(before === undefined ? {} : { difference: compareFlows(before, file.program) }), lessSafe: lessSafeChanges(before, file.program) };
}

/** Of a version that is there already. */
function againstItself({ program, revision }: CompiledFile, registered: RegisteredDefinition): Pick<DefinitionPlan, 'kind' | 'reason' | 'difference' | 'lessSafe'> {
  if (registered.revision === revision) return { kind: 'unchanged', lessSafe: [] };
  return { kind: 'conflict', reason: `${reasonOf(program, registered)}: raise its version`, difference: compareFlows(registered, program), lessSafe: [] };
}

function reasonOf(program: CompiledProgram, registered: RegisteredDefinition): string {
  if (registered.target !== program.target.name) return `the version is there for the target ${registered.target}`;
  const isSameDocument = canonicalJson(registered.source) === canonicalJson(JSON.parse(JSON.stringify(program.source)));
  return isSameDocument ? 'the same document is there, compiled with other functions or by another version of the compiler' : 'the version is there with other content';
}

/** What a version is compared with: the highest one, there or made by this deployment. */
async function predecessor({ registry, file, versions, earlier }: Planning): Promise<ProvenDefinition | undefined> {
  const newest = versions.toSorted(compareVersions).at(-1);
  const made = earlier.filter(isDeployed).at(-1);
  if (made !== undefined && (newest === undefined || compareVersions(made.program.identity.version, newest) > 0)) return made.program;
  return newest === undefined ? undefined : registry.find(formatIdentity({ ...file.program.identity, version: newest }));
}
