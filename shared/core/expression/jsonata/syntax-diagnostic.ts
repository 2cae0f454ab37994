import type { DiagnosticCode } from '../../kernel/diagnostic.ts';
import type { ExpressionSyntaxError } from './errors.ts';

const CODES: { readonly [code: string]: DiagnosticCode } = {
  U0101: 'UWF-2004',
  U0102: 'UWF-2004',
  U0103: 'UWF-2004',
  U0104: 'UWF-2004',
  U0201: 'UWF-2002',
  U0202: 'UWF-2005',
  U0301: 'UWF-2003',
};

/** Under which code of the catalogue a finding about the text of an expression is reported; `UWF-2001` unless it has one of its own. */
export function diagnosticCodeOf(error: ExpressionSyntaxError): DiagnosticCode {
  return CODES[error.code] ?? 'UWF-2001';
}
