import type { Definition } from '../../definition/model.ts';
import { readDefinition } from '../../definition/read.ts';
import type { Diagnostic, SourcePosition } from '../../kernel/diagnostic.ts';

/** A document that was read. */
export interface ReadOutcome {
  readonly definition?: Definition;
  readonly diagnostics: readonly Diagnostic[];
  /** Where a place of the definition stands in the text; undefined when the text could not be read. */
  readonly positionOf: (pointer: string) => SourcePosition | undefined;
}

/** Pass 1: text to a checked, typed definition (UWF-1xxx). The seam between the compiler and the reader. */
export function readDocument(text: string): ReadOutcome {
  const { definition, source, diagnostics } = readDefinition(text);
  return { ...(definition === undefined ? {} : { definition }), diagnostics, positionOf: (pointer) => source?.positionOf(pointer) };
}
