import type { Definition } from '../../definition/model.ts';
import { normaliseDocument } from '../../definition/normalise.ts';
import { parseDocument } from '../../definition/parse.ts';
import type { Diagnostic, SourcePosition } from '../../kernel/diagnostic.ts';
import { pinDocument } from '../pin/pin-document.ts';

/** A document that was read. */
export interface ReadOutcome {
  readonly definition?: Definition;
  readonly diagnostics: readonly Diagnostic[];
  /** URIs of outside documents that are missing. */
  readonly needs: readonly string[];
  /** Where a place of the definition stands in the text; undefined when the text could not be read. */
  readonly positionOf: (pointer: string) => SourcePosition | undefined;
}

/**
 * Pass 1: text to a checked, typed definition (UWF-1xxx), with functions of catalogues, external schemas and scripts put in place
 * (UWF-2023, UWF-2024). The seam between the compiler and the reader.
 */
export function readDocument(text: string, resources: ReadonlyMap<string, string> = new Map()): ReadOutcome {
  const parsed = parseDocument(text);
  if (!parsed.ok) return { diagnostics: parsed.error, needs: [], positionOf: () => undefined };
  const pinned = pinDocument(parsed.value.json, resources);
  const { definition, diagnostics } = normaliseDocument({ json: pinned.json });
  return {
    ...(definition === undefined ? {} : { definition }),
    diagnostics: [...diagnostics, ...pinned.diagnostics],
    needs: pinned.needs,
    positionOf: (pointer) => parsed.value.positionOf(pinned.placeOf(pointer)),
  };
}
