import { comparePrograms, isSame } from '#shared/core/difference/compare.ts';
import type { Change, DefinitionDifference } from '#shared/core/difference/model.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { renderDiagnostics } from '../output/diagnostics.ts';
import { renderValue, type OutputFormat } from '../output/format.ts';
import { printable } from '../output/printable.ts';
import { compileDocument, exitCodeOf, loadCompileSettings, type CompiledDocument } from './compile-document.ts';
import type { CommandContext } from './context.ts';
import type { DiffOptions } from './tool-options.ts';

/** Compiles two documents and tells what differs. */
export async function compareDocuments(context: CommandContext, files: readonly [string, string], options: DiffOptions): Promise<void> {
  const settings = await loadCompileSettings(context, options);
  const before = await compileDocument(context, files[0], settings);
  const after = await compileDocument(context, files[1], settings);
  for (const document of [before, after]) tellRefusal(context, document);
  if (!before.outcome.accepted) return context.end(exitCodeOf(before.outcome));
  if (!after.outcome.accepted) return context.end(exitCodeOf(after.outcome));
  const difference = comparePrograms(before.outcome.program, after.outcome.program);
  print(context, difference, options.output);
  return context.end(isSame(difference) ? EXIT_CODES.ok : EXIT_CODES.failed);
}

function tellRefusal({ terminal }: CommandContext, { source, outcome }: CompiledDocument): void {
  if (!outcome.accepted) terminal.tell(renderDiagnostics(source, outcome.diagnostics, terminal.toldColours).trimEnd());
}

const SECTIONS: { readonly [section in keyof DefinitionDifference]: string } = {
  tasks: 'Document and tasks',
  placement: 'Where work runs',
  dataFlow: 'Where data goes',
  declassifications: 'What is declassified',
  observations: 'What failures tell',
  states: 'States of the machine',
};

function print({ terminal }: CommandContext, difference: DefinitionDifference, output: OutputFormat): void {
  const rows = Object.entries(difference).flatMap(([section, changes]: readonly [string, readonly Change[]]) => changes.map((change): JsonObject => ({ section, ...change })));
  if (output === 'jsonl') return terminal.out(rows.map((row) => renderValue(row, output)).join(''));
  if (output === 'csv') return terminal.out(renderValue(rows, output));
  if (output !== 'table') return terminal.out(renderValue(JSON.parse(JSON.stringify(difference)), output));
  if (rows.length === 0) return terminal.tell('Nothing differs.');
  const { green, red, yellow, bold } = terminal.colours;
  const marks = { added: green('+'), removed: red('-'), changed: yellow('~') };
  for (const section of ['tasks', 'placement', 'dataFlow', 'declassifications', 'observations', 'states'] as const) {
    const changes = difference[section];
    if (changes.length > 0) terminal.out(`${bold(SECTIONS[section])}\n${changes.map(({ kind, about, detail }) => `  ${marks[kind]} ${printable(about)}${detail === undefined ? '' : `  ${printable(detail)}`}\n`).join('')}`);
  }
  return undefined;
}
