import type { JsonObject } from '#shared/core/kernel/json.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import { CommandError } from '../output/command-error.ts';
import { diagnosticToJson, renderDiagnostics } from '../output/diagnostics.ts';
import { renderValue, type OutputFormat } from '../output/format.ts';
import { printable } from '../output/printable.ts';
import { compileDocument, exitCodeOf, loadCompileSettings, type CompiledDocument, type CompileSettings } from './compile-document.ts';
import type { ValidateOptions } from './compile-options.ts';
import type { CommandContext } from './context.ts';
import { reportError } from './report-error.ts';
import { untilAskedToStop } from './serve.ts';
import { watchedPaths, watchFiles } from './watch-files.ts';

/** Compiles each document and tells what was found; writes no program. */
export async function validateDocuments(context: CommandContext, files: readonly string[], options: ValidateOptions): Promise<void> {
  context.end(await checkOnce(context, files, options));
}

async function checkOnce(context: CommandContext, files: readonly string[], options: ValidateOptions): Promise<ExitCode> {
  const settings = await loadCompileSettings(context, options);
  const documents: CompiledDocument[] = [];
  for (const file of files) documents.push(await compileDocument(context, file, settings));
  if (options.output === 'table') tell(context, documents, settings);
  else print(context, documents, options.output);
  return worstOf(documents.map(({ outcome }) => exitCodeOf(outcome)));
}

/** Checks, and checks again after every change, until the process is asked to stop. Ends as the last check did. */
export async function watchDocuments(context: CommandContext, files: readonly string[], options: ValidateOptions): Promise<void> {
  if (files.includes('-')) throw new CommandError('UWF-6002', 'standard input cannot be watched: name a file');
  const changes = watchFiles(watchedPaths(context, files, options));
  void untilAskedToStop().then(() => changes.stop());
  const { terminal } = context;
  do {
    context.end(await checkOnce(context, files, options).catch((error: unknown) => reportError(terminal, error)));
    terminal.tell(`Watching ${files.length === 1 ? 'one document' : `${files.length} documents`} for changes; Ctrl-C ends it.`);
  } while (await changes.next());
}

function print(context: CommandContext, documents: readonly CompiledDocument[], format: Exclude<OutputFormat, 'table'>): void {
  const isOne = documents.length === 1;
  const diagnostics: readonly JsonObject[] = documents.flatMap(({ source, outcome }) => outcome.diagnostics.map((diagnostic) => diagnosticToJson(diagnostic, isOne ? undefined : source.name)));
  if (format === 'csv') return context.terminal.out(renderValue(diagnostics, format));
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
