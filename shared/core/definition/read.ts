import type { Diagnostic, SourcePosition } from '../kernel/diagnostic.ts';
import type { Definition } from './model.ts';
import { normaliseDocument } from './normalise.ts';
import { parseDocument, type ParsedDocument } from './parse.ts';

/** A document that was read. */
export interface ReadDefinition {
  /** Present when no finding is an error. */
  readonly definition?: Definition;
  /** The document as JSON with its positions; present once its text could be read. */
  readonly source?: ParsedDocument;
  /** All findings with their positions, in the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Text to definition: the front door of this module. Never throws, whatever the text is; every problem that can be told at once is
 * in `diagnostics` (UWF-1001 to 1099).
 */
export function readDefinition(text: string): ReadDefinition {
  const parsed = parseDocument(text);
  if (!parsed.ok) return { diagnostics: parsed.error };
  const source = parsed.value;
  const { definition, diagnostics } = normaliseDocument(source);
  const placed = diagnostics.map((diagnostic) => ({ ...diagnostic, position: source.positionOf(diagnostic.pointer) })).sort(byPlace);
  return definition === undefined ? { source, diagnostics: placed } : { definition, source, diagnostics: placed };
}

type Placed = Diagnostic & { readonly position: SourcePosition };

function byPlace(left: Placed, right: Placed): number {
  const isRest = Number(left.code === 'UWF-1099') - Number(right.code === 'UWF-1099');
  return isRest || left.position.line - right.position.line || left.position.column - right.position.column;
}
