import { canonicalJson } from '#shared/core/kernel/canonical-json.ts';
import { projectPath, type Project } from '#shared/config/load-project-config.ts';
import type { CatalogueEntry } from '#shared/core/definition/catalogue-entry.ts';
import { resolve } from 'node:path';
import { CommandError } from '../output/command-error.ts';
import { parseCatalogueFile } from './catalogue-file.ts';
import type { LocalPorts } from './compose.ts';
import type { CommandContext } from './context.ts';
import { decodeText, readBytes } from './read-text.ts';

/** Where functions are described: folders of handlers and exported catalogues. Absent: what the project's configuration lists. */
export interface CatalogueSources {
  readonly handlers?: readonly string[];
  readonly catalogue?: readonly string[];
}

export interface LoadCatalogueRequest {
  readonly context: CommandContext;
  readonly project: Project;
  readonly sources: CatalogueSources;
  readonly validator: LocalPorts['validator'];
}

/** All functions that a definition may call, ordered by name and version. Errors: `UWF-5005`, `UWF-6001`, `UWF-6007`. */
export async function loadCatalogue(request: LoadCatalogueRequest): Promise<readonly CatalogueEntry[]> {
  const { context, project, sources } = request;
  const folders = sources.handlers?.map((folder) => resolve(context.folder, folder)) ?? project.config.handlers.map((folder) => projectPath(project, folder));
  const files = sources.catalogue?.map((file) => resolve(context.folder, file)) ?? project.config.catalogue.map((file) => projectPath(project, file));
  const groups = await Promise.all([...folders.map((folder) => entriesOfFolder(folder, request.validator)), ...files.map((file) => entriesOfFile(file, request))]);
  return mergeEntries(groups.flat());
}

async function entriesOfFolder(folder: string, validator: LocalPorts['validator']): Promise<readonly CatalogueEntry[]> {
  // Loads the compiler of the handlers: not for commands that need no handlers.
  const [{ loadHandlers }, { catalogueOf }] = await Promise.all([import('../handlers/load-handlers.ts'), import('../handlers/catalogue.ts')]);
  return catalogueOf(await loadHandlers(folder, { validator }));
}

async function entriesOfFile(file: string, { context, validator }: LoadCatalogueRequest): Promise<readonly CatalogueEntry[]> {
  const text = decodeText(await readBytes(context, file));
  if (text === undefined) throw new CommandError('UWF-6007', `${file} is not UTF-8 text`);
  return parseCatalogueFile({ name: file, text, validator });
}

/** The same entry may come from two places; two different ones under one name and version may not. */
function mergeEntries(entries: readonly CatalogueEntry[]): readonly CatalogueEntry[] {
  const merged = new Map<string, CatalogueEntry>();
  for (const entry of entries) {
    const identity = `${entry.name}:${entry.version}`;
    const known = merged.get(identity);
    if (known !== undefined && textOf(known) !== textOf(entry)) throw new CommandError('UWF-6007', `the function ${identity} is described twice, and differently`);
    merged.set(identity, entry);
  }
  return [...merged].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, entry]) => entry);
}

function textOf(entry: CatalogueEntry): string {
  return canonicalJson(JSON.parse(JSON.stringify(entry)));
}
