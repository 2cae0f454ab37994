import { loadProject } from '#shared/config/load-project-config.ts';
import type { CatalogueEntry } from '#shared/core/definition/catalogue-entry.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { printListing, renderValue } from '../output/format.ts';
import type { TableColumn } from '../output/table.ts';
import type { AddCommand, CommandContext } from './context.ts';
import { outputOption, repeatable, type OutputOptions } from './options.ts';

interface ExportOptions extends OutputOptions {
  readonly handlers?: readonly string[];
  readonly catalogue?: readonly string[];
  readonly config?: string;
}

/** `uwf catalogue export`: the public halves of handlers, for a place where definitions are compiled and handlers are not. */
export const addCatalogueExport: AddCommand = (parent, context) => {
  parent
    .command('export')
    .description('write what definitions may call: names, schemas, error codes and releases of functions, never their code')
    .addOption(repeatable('--handlers <folder>', 'folder of handlers in place of those of the configuration; may be repeated'))
    .addOption(repeatable('--catalogue <file>', 'exported catalogue to merge; may be repeated'))
    .option('--config <file>', 'project configuration (default: uwf.config.yaml of the current folder)')
    .addOption(outputOption())
    .action((options: ExportOptions) => exportCatalogue(context, options));
};

async function exportCatalogue(context: CommandContext, options: ExportOptions): Promise<void> {
  const project = loadProject({ folder: context.folder, ...(options.config === undefined ? {} : { file: options.config }) });
  const [{ loadCatalogue }, { composeLocal }] = await Promise.all([import('./load-catalogue.ts'), import('./compose.ts')]);
  const entries = await loadCatalogue({ context, project, sources: options, validator: composeLocal().validator });
  const { output } = options;
  if (output === 'json' || output === 'yaml') context.terminal.out(renderValue({ functions: entries.map(toJson) }, output));
  else printListing(context.terminal, output, { rows: entries, columns: COLUMNS, toJson, whenEmpty: 'No functions: the project has no handlers and no catalogue files.' });
}

const COLUMNS: readonly TableColumn<CatalogueEntry>[] = [
  { title: 'FUNCTION', cell: (entry) => entry.name },
  { title: 'VERSION', cell: (entry) => entry.version },
  { title: 'ZONE', cell: (entry) => entry.zone },
  { title: 'WHAT IT DOES', cell: (entry) => entry.description ?? '' },
];

/** An entry is plain JSON; a field that is absent stays so. */
function toJson(entry: CatalogueEntry): JsonValue {
  const copy: JsonValue = JSON.parse(JSON.stringify(entry));
  return copy;
}
