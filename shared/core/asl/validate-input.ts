import type { ValidationOutcome } from './validate.ts';
import { readAslJson } from './validate/json-text.ts';
import { DEFINITION_CHARACTERS_MAX } from './validate/limits.ts';

/**
 * Says whether a text can be the input of an execution: any JSON value. Its findings name where the text stops being JSON and never quote it,
 * because it may hold personal data.
 */
export function validateExecutionInput(text: string): ValidationOutcome {
  if (text.trim() === '' || text.length > DEFINITION_CHARACTERS_MAX) return refused('Invalid execution input.');
  const read = readAslJson(text);
  if (read.ok) return { result: 'OK', diagnostics: [], truncated: false };
  return refused(`The execution input is no JSON from line ${read.error.line}, column ${read.error.column} on`);
}

function refused(message: string): ValidationOutcome {
  return { result: 'FAIL', diagnostics: [{ severity: 'ERROR', code: 'INVALID_JSON_DESCRIPTION', message }], truncated: false };
}
