import { CommanderError } from 'commander';
import { operationErrorCatalogue } from '#shared/core/kernel/error-catalogue.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import { printable } from '../output/printable.ts';
import type { Terminal } from '../output/terminal.ts';
import { failureOf, type ToldFailure } from './service-failure.ts';

/** Tells why a command stopped: one message with its code and the way out, never a stack. Returns how the command ends. */
export function reportError(terminal: Terminal, error: unknown): ExitCode {
  // Commander has told it already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.usage;
  const failure = failureOf(error) ?? faultOf(error);
  tellFailure(terminal, failure);
  return failure.exitCode;
}

/** One message with its code and the way out. */
export function tellFailure({ tell: write, toldColours: { red, bold, green } }: Terminal, failure: ToldFailure): void {
  const { code, title, wayOut } = failure;
  write(`${red(bold(`error[${printable(code)}]`))} ${bold(printable(title))}`);
  for (const line of detailLines(failure)) write(`  ${printable(line)}`);
  if (wayOut !== '') write(`  ${green('way out:')} ${printable(wayOut)}`);
}

function detailLines({ title, detail, findings, requestId }: ToldFailure): readonly string[] {
  const lines = detail === '' || detail === title ? [] : detail.split('\n');
  const list = findings.map(({ pointer, message }) => `${pointer === '' ? '(document)' : pointer}: ${message}`);
  return [...lines, ...list, ...(requestId === undefined ? [] : [`request id: ${requestId}`])];
}

/** A fault of ours. Its message may quote data, so only its kind is told. */
function faultOf(error: unknown): ToldFailure {
  const kind = error instanceof Error ? error.name : typeof error;
  return {
    code: 'UWF-5000',
    title: operationErrorCatalogue['UWF-5000'].title,
    detail: `an unexpected ${kind}`,
    wayOut: 'This is a fault of uwf itself: please report it with the command that you gave.',
    findings: [],
    exitCode: EXIT_CODES.failed,
  };
}
