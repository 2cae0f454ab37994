import { resolve } from 'node:path';
import { loadProject } from '#shared/config/load-project-config.ts';
import { CommandError } from '../output/command-error.ts';
import { printRecord } from '../output/format.ts';
import { composeImport } from '../transfer/compose.ts';
import { importSet } from '../transfer/import-set.ts';
import { checkSet, type CheckedSet, type SetCheck } from '../transfer/read-set.ts';
import type { CommandContext } from './context.ts';
import { readSchemaFile, readTreeFile, schemaDigest } from './transfer-documents.ts';
import type { ImportOptions } from './transfer-options.ts';

/** Everything that `uwf transfer import` does. */
export async function importCommand(context: CommandContext, folder: string, options: ImportOptions): Promise<void> {
  const { terminal } = context;
  if ((options.to === undefined) !== (options.check === true)) throw new CommandError('UWF-6002', 'either --to says where the rows go, or --check that they go nowhere');
  const check = await openCheck(context, options);
  const path = resolve(context.folder, folder);
  if (options.to === undefined) {
    printRecord(terminal, options.output, { ...setFields(await checkSet(path, check)), outcome: 'good' });
    return;
  }
  const { set, kind, chunksKept } = await importSet(path, resolve(context.folder, options.to), check);
  if (kind === 'imported' && chunksKept > 0) terminal.tell(`Gone on with: ${chunksKept} chunks were imported before.`);
  printRecord(terminal, options.output, { ...setFields(set), outcome: kind === 'imported' ? 'imported' : 'imported before' });
}

async function openCheck(context: CommandContext, options: ImportOptions): Promise<SetCheck> {
  const project = loadProject({ folder: context.folder, ...(options.config === undefined ? {} : { file: options.config }) });
  const schema = await readSchemaFile(context, options.schema);
  const senders = await Promise.all(options.sender.map((file) => readTreeFile(context, file)));
  const ports = await composeImport({ keyFiles: options.key.map((file) => resolve(context.folder, file)), senders });
  const { environment, tenant } = project.config;
  return { ...ports, schema, expected: { environment, tenant, schema: schemaDigest(schema), now: Math.floor(Date.now() / 1_000) } };
}

function setFields({ manifest, sender }: CheckedSet): Readonly<Record<string, string | number>> {
  const { set, rows, chunks, anonymity } = manifest;
  return { set, rows, chunks: chunks.length, sender, ...(anonymity === undefined ? {} : { k: anonymity.k, rowsSuppressed: anonymity.rowsSuppressed }) };
}
