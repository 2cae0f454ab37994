import { documentCatalogue } from './catalogue/document.ts';
import { dataFlowCatalogue } from './catalogue/data-flow.ts';
import { programCatalogue } from './catalogue/program.ts';

/** What the catalogue says of one code: the same for every finding that carries it. */
export interface CatalogueEntry {
  /** One line that names the problem. */
  readonly title: string;
  /** What the author can do; shown under every finding that has no more special advice. */
  readonly wayOut: string;
}

/** Every finding about a definition that exists. 1xxx document · 2xxx references and lowering · 3xxx data flow. */
export const diagnosticCatalogue = {
  ...documentCatalogue,
  ...programCatalogue,
  ...dataFlowCatalogue,
} as const satisfies Record<string, CatalogueEntry>;

/** A code of the catalogue, for example `UWF-3001`. */
export type DiagnosticCode = keyof typeof diagnosticCatalogue;

/** One place on the way that data took, or one place that a finding also concerns. */
export interface RelatedPlace {
  readonly pointer: string;
  readonly note: string;
}

/** Line and column in the source text, both from 1. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}

/** A finding about a definition. Messages name pointers, keys that the author declared and constructs; never data. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: 'error' | 'warning';
  /** JSON Pointer (RFC 6901) into the definition. */
  readonly pointer: string;
  readonly message: string;
  /** What the author can do about this very finding. */
  readonly wayOut: string;
  /** The path of the data, in order, or other places that matter. */
  readonly related: readonly RelatedPlace[];
  /** Where `pointer` stands in the source text, if there is one. */
  readonly position?: SourcePosition;
}

/** Builds an error finding; the way out comes from the catalogue unless the caller knows a better one. */
export function diagnosticError(
  code: DiagnosticCode,
  pointer: string,
  message: string,
  more: { readonly wayOut?: string; readonly related?: readonly RelatedPlace[] } = {},
): Diagnostic {
  return { code, severity: 'error', pointer, message, wayOut: more.wayOut ?? diagnosticCatalogue[code].wayOut, related: more.related ?? [] };
}

/** Builds a warning; it never stops a compilation. */
export function diagnosticWarning(
  code: DiagnosticCode,
  pointer: string,
  message: string,
  more: { readonly wayOut?: string; readonly related?: readonly RelatedPlace[] } = {},
): Diagnostic {
  return { ...diagnosticError(code, pointer, message, more), severity: 'warning' };
}

/** True when at least one finding is an error. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}
