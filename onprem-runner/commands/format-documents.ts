import { rename, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { formatDocument, type FormatOutcome } from '#shared/core/definition/format/format.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import { CommandError } from '../output/command-error.ts';
import { renderDiagnostics } from '../output/diagnostics.ts';
import { printable } from '../output/printable.ts';
import type { CommandContext } from './context.ts';
import { decodeText, readBytes } from './read-text.ts';
import type { FormatOptions } from './tool-options.ts';

/** Formats each document, or says which are not formatted. */
export async function formatDocuments(context: CommandContext, files: readonly string[], options: FormatOptions): Promise<void> {
  const codes: ExitCode[] = [];
  for (const file of files) codes.push(await formatOne(context, file, options));
  context.end([EXIT_CODES.usage, EXIT_CODES.failed].find((code) => codes.includes(code)) ?? EXIT_CODES.ok);
}

async function formatOne(context: CommandContext, file: string, { check }: FormatOptions): Promise<ExitCode> {
  const { terminal } = context;
  const text = decodeText(await readBytes(context, file));
  if (text === undefined) throw new CommandError('UWF-6007', `${file} is not UTF-8 text`);
  const outcome = formatDocument(text);
  if (outcome.kind === 'unreadable') {
    terminal.tell(renderDiagnostics({ name: file, text }, outcome.diagnostics, terminal.toldColours).trimEnd());
    return EXIT_CODES.usage;
  }
  if (outcome.kind === 'kept') terminal.tell(`${printable(file)}: left as it is, because its comments would not stay where they are`);
  return check === true ? checked(context, { file, text, outcome }) : written(context, { file, text, outcome });
}

interface Formatted {
  readonly file: string;
  readonly text: string;
  readonly outcome: Exclude<FormatOutcome, { kind: 'unreadable' }>;
}

function checked({ terminal }: CommandContext, { file, text, outcome }: Formatted): ExitCode {
  if (outcome.text === text) return EXIT_CODES.ok;
  terminal.out(`${printable(file === '-' ? '(standard input)' : file)}\n`);
  return EXIT_CODES.failed;
}

/** Put in place in one step, so that nobody sees half a document. */
async function written({ terminal, folder }: CommandContext, { file, text, outcome }: Formatted): Promise<ExitCode> {
  if (file === '-') {
    terminal.out(outcome.text);
  } else if (outcome.text !== text) {
    const path = resolve(folder, file);
    await writeFile(`${path}.formatted`, outcome.text);
    await rename(`${path}.formatted`, path);
    terminal.tell(`formatted ${printable(file)}`);
  }
  return EXIT_CODES.ok;
}
