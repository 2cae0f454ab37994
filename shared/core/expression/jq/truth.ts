import { operand, operation, primary, type Code } from './code.ts';
import { JQ_REPEATED_UNITS_MAX } from './limits.ts';
import { helper, type Translator } from './translator.ts';

/** jq's truth of a value: everything but false, null and nothing. Always a boolean. */
export function truth(t: Translator, code: Code): Code {
  if (code.type === 'boolean' && code.isDefined) return code;
  if (code.type === 'null') return primary('false', 'boolean');
  if (code.isPath && code.text.length * 2 <= JQ_REPEATED_UNITS_MAX) return operation(`${code.text} != null and ${code.text} != false`, 'boolean');
  return helper(t, 't', [code.text], 'boolean');
}

/** `not` of a boolean. */
export function negation(condition: Code): Code {
  return primary(`$not(${condition.text})`, 'boolean');
}

/** True for null and nothing. JSONata's != is false when one side is missing. */
export function isNothing(code: Code): Code {
  return primary(`$not(${operand(code)} != null)`, 'boolean');
}
