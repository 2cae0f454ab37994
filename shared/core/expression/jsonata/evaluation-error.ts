import { InvariantError } from '../../kernel/assert.ts';
import { AWS_FUNCTION_ERRORS } from './aws-functions.ts';
import { engine } from './engine.ts';
import type { EvaluationError } from './errors.ts';
import { ExpressionFault } from './expression-fault.ts';
import { ERROR_MESSAGE_UNITS_MAX } from './limits.ts';

/** Texts of our own codes; none quotes data. */
const OWN_MESSAGES: { readonly [code: string]: string } = {
  ...AWS_FUNCTION_ERRORS,
  U1001: 'The expression recurses too deeply',
  U1002: 'The expression takes too many steps',
  U1003: 'The expression makes a sequence that is too long',
  U1004: 'The expression makes a text that is too long',
  U1005: 'The result is too large',
  U1006: 'The result is nested too deeply',
  U1011: 'The result is a function, or contains one',
  U1012: 'The result is a number that JSON cannot hold, or contains one',
  U2005: 'An option of formatNumber must be a text that is not empty',
  U1999: 'The expression cannot be evaluated',
};

/** Texts for codes whose template is wholly what the author, or the data, puts in. */
const SAFE_MESSAGES: { readonly [code: string]: string } = {
  D3137: 'The expression raised an error of its own with $error()',
  D3141: 'An assertion of the expression does not hold',
  D3140: 'A URL function was given a malformed URL',
};

const LIMIT_CODES = new Set(['U1001', 'U1002', 'U1003', 'U1004', 'U1005', 'U1006', 'D1011', 'D1012', 'D2014', 'D2015']);
const UNDEFINED_FUNCTION_CODES = new Set(['T1005', 'T1006', 'T1007', 'T1008', 'T2006']);
const UNSUPPORTED_RESULT_CODES = new Set(['U1011', 'U1012']);

/** Makes an error of whatever ended an evaluation. A fault of this program is thrown on, not turned into an answer. */
export function toEvaluationError(thrown: unknown): EvaluationError {
  if (thrown instanceof InvariantError) throw thrown;
  const code = codeOf(thrown);
  const safeMessage = safeMessageOf(code);
  const position = typeof thrown === 'object' && thrown !== null && 'position' in thrown ? thrown.position : undefined;
  return {
    kind: kindOf(code),
    code,
    message: OWN_MESSAGES[code] ?? describe(thrown) ?? safeMessage,
    safeMessage,
    ...(typeof position === 'number' && { position }),
  };
}

function codeOf(thrown: unknown): string {
  // The engine's own limit on depth comes first in practice; a full stack or an impossible size is the same to the author.
  if (thrown instanceof RangeError) return /call stack/i.test(thrown.message) ? 'U1001' : 'U1004';
  const isForeign = thrown instanceof Error && !(thrown instanceof ExpressionFault);
  if (typeof thrown === 'object' && thrown !== null && !isForeign && 'code' in thrown && typeof thrown.code === 'string') return thrown.code;
  return 'U1999';
}

function kindOf(code: string): EvaluationError['kind'] {
  if (LIMIT_CODES.has(code)) return 'limit';
  if (UNDEFINED_FUNCTION_CODES.has(code)) return 'undefined-function';
  return UNSUPPORTED_RESULT_CODES.has(code) ? 'unsupported-result' : 'error';
}

function safeMessageOf(code: string): string {
  const template = OWN_MESSAGES[code] ?? SAFE_MESSAGES[code] ?? engine.templates[code] ?? OWN_MESSAGES['U1999'] ?? '';
  return template.replaceAll(/\{\{\{?[^}]*\}?\}\}/g, '…');
}

/** The package's message, which quotes values. Values can be cyclic, deep or huge: then there is none. */
function describe(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || thrown instanceof Error) return undefined;
  try {
    return engine.describe(thrown)?.slice(0, ERROR_MESSAGE_UNITS_MAX);
  } catch {
    return undefined;
  }
}
