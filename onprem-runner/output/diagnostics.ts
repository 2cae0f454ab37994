import { diagnosticCatalogue, type Diagnostic } from '#shared/core/kernel/diagnostic.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import type { Colours } from './colours.ts';
import { printable } from './printable.ts';

/** A document as it was read: for its name and for the lines that findings are about. */
export interface SourceText {
  readonly name: string;
  readonly text: string;
}

const EXCERPT_COLUMNS_MAX = 140;

/** Findings as a compiler tells them: what, where, the line, the path of the data, the way out. Ends in a newline unless there are none. */
export function renderDiagnostics(source: SourceText, diagnostics: readonly Diagnostic[], colours: Colours): string {
  const lines = source.text.split(/\r\n|\n|\r/u);
  return diagnostics.map((diagnostic) => `${renderDiagnostic(source.name, lines, diagnostic, colours).join('\n')}\n\n`).join('');
}

function renderDiagnostic(name: string, lines: readonly string[], diagnostic: Diagnostic, colours: Colours): readonly string[] {
  const { code, severity, pointer, message, position } = diagnostic;
  const mark = severity === 'error' ? colours.red : colours.yellow;
  const place = position === undefined ? name : `${name}:${position.line}:${position.column}`;
  return [
    `${mark(colours.bold(`${severity}[${code}]`))} ${colours.bold(diagnosticCatalogue[code].title)}`,
    `  ${colours.cyan('-->')} ${printable(place)}${pointer === '' ? '' : `  ${colours.dim(printable(pointer))}`}`,
    ...renderExcerpt(lines, diagnostic, colours),
    `  ${printable(message)}`,
    ...renderPath(diagnostic, colours),
    `  ${colours.green('way out:')} ${printable(diagnostic.wayOut)}`,
  ];
}

/** The line of the finding with a caret under its column; a long line is cut around it. */
function renderExcerpt(lines: readonly string[], { position }: Diagnostic, colours: Colours): readonly string[] {
  const line = position === undefined ? undefined : lines[position.line - 1];
  if (position === undefined || line === undefined) return [];
  const start = Math.max(0, Math.min(position.column - 1, line.length - EXCERPT_COLUMNS_MAX));
  const before = printable(line.slice(start, position.column - 1));
  const excerpt = `${before}${printable(line.slice(position.column - 1, start + EXCERPT_COLUMNS_MAX))}`;
  const number = String(position.line);
  const bar = colours.cyan('|');
  const margin = ' '.repeat(number.length);
  return [`${margin} ${bar}`, `${colours.cyan(number)} ${bar} ${excerpt}`, `${margin} ${bar} ${' '.repeat(before.length)}${colours.red('^')}`];
}

/** The way that the data took, one numbered line for each place. */
function renderPath({ related }: Diagnostic, colours: Colours): readonly string[] {
  if (related.length === 0) return [];
  const steps = related.map(({ pointer, note }, index) => `    ${index + 1}. ${colours.dim(printable(pointer === '' ? '(document)' : pointer))}  ${printable(note)}`);
  return [`  ${colours.cyan('path:')}`, ...steps];
}

/** A finding as JSON, in a fixed order of fields. `file` is named when there are several. */
export function diagnosticToJson(diagnostic: Diagnostic, file?: string): JsonObject {
  const { code, severity, pointer, message, wayOut, related, position } = diagnostic;
  return {
    ...(file === undefined ? {} : { file }),
    code,
    severity,
    pointer,
    message,
    wayOut,
    related: related.map((place) => ({ pointer: place.pointer, note: place.note })),
    ...(position === undefined ? {} : { position: { line: position.line, column: position.column } }),
  };
}
