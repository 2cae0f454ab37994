import type { Diagnostic, SourcePosition } from '../kernel/diagnostic.ts';
import { pointerTokens } from '../kernel/json-pointer.ts';
import { comparePointerTokens } from './ir/order.ts';

/** Adds line and column where the reader knows them and the finding has none yet. */
export function withPositions(diagnostics: readonly Diagnostic[], positionOf: (pointer: string) => SourcePosition | undefined): readonly Diagnostic[] {
  return diagnostics.map((diagnostic) => {
    const position = diagnostic.position ?? positionOf(diagnostic.pointer);
    return position === undefined ? diagnostic : { ...diagnostic, position };
  });
}

/** Findings as an author reads the document: by line and column, then by pointer, then by code. */
export function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...diagnostics].sort((left, right) => {
    return comparePositions(left.position, right.position) || comparePointers(left.pointer, right.pointer) || compareText(left.code, right.code) || compareText(left.message, right.message);
  });
}

function comparePositions(left: SourcePosition | undefined, right: SourcePosition | undefined): number {
  if (left === undefined || right === undefined) return Number(left !== undefined) - Number(right !== undefined);
  return left.line - right.line || left.column - right.column;
}

function comparePointers(left: string, right: string): number {
  const [first, second] = [pointerTokens(left), pointerTokens(right)];
  for (let index = 0; index < Math.min(first.length, second.length); index += 1) {
    const order = comparePointerTokens(first[index] ?? '', second[index] ?? '');
    if (order !== 0) return order;
  }
  return first.length - second.length;
}

function compareText(left: string, right: string): number {
  return left === right ? 0 : left < right ? -1 : 1;
}
