import type { DiagnosticCode } from '../../kernel/diagnostic.ts';

/** A finding about the text itself, at an offset; it becomes a diagnostic once lines are counted. */
export interface SourceFinding {
  readonly code: DiagnosticCode;
  /** UTF-16 offset into the text. */
  readonly offset: number;
  readonly message: string;
}
