import type { DiagnosticCode } from '../../kernel/diagnostic.ts';
import { SYNTAX_FINDINGS_MAX } from '../limits.ts';
import type { SourceFinding } from './finding.ts';

/** Where a reading of JSON text stands. Mutable: it lives as long as one reading. */
export interface JsonCursor {
  readonly text: string;
  at: number;
  readonly findings: SourceFinding[];
}

/** Takes what the sticky pattern matches at the cursor. */
export function take(cursor: JsonCursor, pattern: RegExp): string | undefined {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text)?.[0];
  if (found !== undefined) cursor.at += found.length;
  return found;
}

/** Notes a slip that the reading can go on after, up to the limit of findings. */
export function note(cursor: JsonCursor, offset: number, message: string): void {
  if (cursor.findings.length < SYNTAX_FINDINGS_MAX) cursor.findings.push({ code: 'UWF-1001', offset, message });
}

/** Notes what makes the rest of the text senseless; `undefined` tells the callers to stop. */
export function stop(cursor: JsonCursor, offset: number, message: string, code: DiagnosticCode = 'UWF-1001'): undefined {
  cursor.findings.push({ code, offset, message });
  return undefined;
}

/** Skips white space, and comments, which JSON does not have. */
export function skipBlanks(cursor: JsonCursor): void {
  for (;;) {
    take(cursor, /[ \t\r\n]+/uy);
    const start = cursor.at;
    if (take(cursor, /\/\/[^\r\n]*|\/\*[\s\S]*?\*\/|#[^\r\n]*/uy) === undefined) return;
    note(cursor, start, 'JSON has no comments');
  }
}

/** True when the text is used up. */
export function isAtEnd(cursor: JsonCursor): boolean {
  return cursor.at >= cursor.text.length;
}
