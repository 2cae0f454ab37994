import type { JsonObject } from '#shared/core/kernel/json.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import { diagnosticToJson, renderDiagnostics } from '../output/diagnostics.ts';
import { renderValue, type OutputFormat } from '../output/format.ts';
import { printable } from '../output/printable.ts';
import { compileDocument, exitCodeOf, loadCompileSettings, type CompiledDocument, type CompileSettings } from './compile-document.ts';
import type { ValidateOptions } from './compile-options.ts';
import type { CommandContext } from './context.ts';

/** Compiles each document and tells what was found; writes no program. */
export async function validateDocuments(context: CommandContext, files: readonly string[], options: ValidateOptions): Promise<void> {
  const settings = await loadCompileSettings(context, options);
  const documents: CompiledDocument[] = [];
  for (const file of files) documents.push(await compileDocument(context, file, settings));
  if (options.output === 'table') tell(context, documents, settings);
  else print(context, documents, options.output);
  context.end(worstOf(documents.map(({ outcome }) => exitCodeOf(outcome))));
}

function print(context: CommandContext, documents: readonly CompiledDocument[], format: Exclude<OutputFormat, 'table'>): void {
  const isOne = documents.length === 1;
  const diagnostics: readonly JsonObject[] = documents.flatMap(({ source, outcome }) => outcome.diagnostics.map((diagnostic) => diagnosticToJson(diagnostic, isOne ? undefined : source.name)));
  const text = format === 'jsonl' ? diagnostics.map((diagnostic) => renderValue(diagnostic, 'jsonl')).join('') : renderValue({ diagnostics }, format);
  context.terminal.out(text);
}

function tell(context: CommandContext, documents: readonly CompiledDocument[], settings: CompileSettings): void {
  const { terminal } = context;
  for (const { source, outcome } of documents) {
    terminal.out(renderDiagnostics(source, outcome.diagnostics, terminal.colours));
    terminal.out(`${verdict(source.name, outcome, terminal.colours)} for ${settings.target.name} (zone ${settings.target.zone})\n`);
  }
}

function verdict(name: string, outcome: CompiledDocument['outcome'], { green, red }: CommandContext['terminal']['colours']): string {
  const errors = outcome.diagnostics.filter((diagnostic) => diagnostic.severity === 'error').length;
  const count = `${errors} ${errors === 1 ? 'error' : 'errors'}`;
  if (outcome.accepted) return `${green('accepted')}  ${printable(name)}`;
  return outcome.reason === 'invalid' ? `${red('not valid')}  ${printable(name)}: ${count}` : `${red('refused')}  ${printable(name)}: its data flow is not allowed, ${count},`;
}

/** A document that is not valid outweighs one that is refused: fewer things are known of it. */
function worstOf(codes: readonly ExitCode[]): ExitCode {
  return [EXIT_CODES.usage, EXIT_CODES.refused].find((code) => codes.includes(code)) ?? EXIT_CODES.ok;
}
