import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { loadProject, projectPath, type Project } from '#shared/config/load-project-config.ts';
import { findTarget } from '#shared/config/project-config.ts';
import { compileDefinition } from '#shared/core/compiler/compile.ts';
import type { CompileOutcome, DeploymentTarget } from '#shared/core/compiler/model.ts';
import type { CatalogueEntry } from '#shared/core/definition/catalogue-entry.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { catalogueOf } from '#onprem-runner/handlers/catalogue.ts';
import { loadHandlers } from '#onprem-runner/handlers/load-handlers.ts';
import { createColours } from '#onprem-runner/output/colours.ts';
import { renderDiagnostics } from '#onprem-runner/output/diagnostics.ts';
import type { Golden } from './golden.ts';

const DEFINITION_FILE = /^workflow\.(?:yaml|json)$/;

/**
 * What every definition of `statemachines/` compiles to for the project's default target: the program and its placement, or the refusal
 * as a person sees it. A change of the compiler shows here, and is reviewed like code.
 */
export async function compileStatemachines(root: string): Promise<readonly Golden[]> {
  const compilation = await loadCompilation(root);
  return definitionFiles(root, 'statemachines').flatMap((path) => goldensOf({ root, path, ...compilation }));
}

/** What definitions of the project are compiled against. */
export interface ProjectCompilation {
  readonly target: DeploymentTarget;
  readonly catalogue: readonly CatalogueEntry[];
}

/** The default target of the project, and the functions of all its handlers. */
export async function loadCompilation(root: string): Promise<ProjectCompilation> {
  const project = loadProject({ folder: root });
  const target = findTarget(project.config);
  assert(target !== undefined, 'the default target is one of the targets');
  return { target, catalogue: await catalogueOfProject(project) };
}

/** The functions of all handlers of a project. */
export async function catalogueOfProject(project: Project): Promise<readonly CatalogueEntry[]> {
  const validator = createSchemaValidator();
  const handlers = await Promise.all(project.config.handlers.map((folder) => loadHandlers(projectPath(project, folder), { validator })));
  return catalogueOf(handlers.flat());
}

interface DefinitionFile extends ProjectCompilation {
  readonly root: string;
  readonly path: string;
}

/** Paths of all definitions beneath a folder, in a fixed order. */
export function definitionFiles(root: string, folder: string): readonly string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  const inside = entries.flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return definitionFiles(root, path);
    return DEFINITION_FILE.test(entry.name) ? [path] : [];
  });
  return inside.sort();
}

/** One definition with a state for every task, as its picture needs it. */
export function compileDefinitionFile({ root, path, target, catalogue }: DefinitionFile): { readonly text: string; readonly outcome: CompileOutcome } {
  const text = readFileSync(join(root, path), 'utf8');
  return { text, outcome: compileDefinition({ text, target, catalogue, optimisation: 0 }) };
}

function goldensOf({ root, path, target, catalogue }: DefinitionFile): readonly Golden[] {
  const text = readFileSync(join(root, path), 'utf8');
  const outcome = compileDefinition({ text, target, catalogue });
  const folder = `${path.slice(0, path.lastIndexOf('/'))}/compiled`;
  return goldenFiles(outcome, { name: path, text }).map(({ name, content }) => ({ path: `${folder}/${name}`, content }));
}

function goldenFiles(outcome: CompileOutcome, source: { readonly name: string; readonly text: string }): readonly { readonly name: string; readonly content: string }[] {
  if (!outcome.accepted) return [{ name: 'diagnostics.txt', content: renderDiagnostics(source, outcome.diagnostics, createColours(false)) }];
  const { machine, placement, evidence } = outcome.program;
  return [
    { name: 'state-machine.asl.json', content: toText(machine) },
    { name: 'placement.json', content: toText(placement) },
    { name: 'evidence.json', content: toText(evidence) },
  ];
}

function toText(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
