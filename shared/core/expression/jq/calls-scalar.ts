import { argument, type CallRule, type CallTable } from './call-site.ts';
import { literalCode, operand, operation, primary, type Code } from './code.ts';
import { numberCode, textOf } from './operators.ts';
import { helper } from './translator.ts';
import { negation, truth } from './truth.ts';

/** `$name(number)`. */
function numeric(name: string): CallRule {
  return ({ t, dot }) => primary(`$${name}(${numberCode(t, dot).text})`, 'number');
}

/** What `error` throws is not quoted: messages never hold data. */
function raise({ t }: { readonly t: Parameters<CallRule>[0]['t'] }, text = 'the expression raises an error'): Code {
  t.notes.raises = true;
  return primary(`$error(${JSON.stringify(text)})`, 'any');
}

/** Functions of numbers, truth, types and time. */
export const SCALAR_CALLS: CallTable = new Map<string, CallRule>([
  ['not/0', ({ t, dot }) => negation(truth(t, dot))],
  ['type/0', ({ t, dot }) => (dot.type === 'any' || !dot.isDefined ? helper(t, 'ty', [dot.text], 'string') : literalCode(dot.type))],
  ['floor/0', numeric('floor')],
  ['ceil/0', numeric('ceil')],
  ['fabs/0', numeric('abs')],
  ['abs/0', numeric('abs')],
  ['sqrt/0', numeric('sqrt')],
  ['round/0', ({ t, dot }) => helper(t, 'rnd', [numberCode(t, dot).text], 'number')],
  ['pow/2', (site) => primary(`$power(${numberCode(site.t, argument(site, 0)).text}, ${numberCode(site.t, argument(site, 1)).text})`, 'number')],
  ['length/0', ({ t, dot }) => lengthOf(t, dot)],
  ['tostring/0', ({ t, dot }) => textOf(t, dot)],
  ['tonumber/0', ({ t, dot }) => (dot.type === 'number' && dot.isDefined ? dot : helper(t, 'tn', [dot.text], 'number'))],
  ['tojson/0', ({ t, dot }) => helper(t, 'tj', [dot.text], 'string')],
  ['fromjson/0', ({ t, dot }) => {
    const text = helper(t, 'str', [dot.text]).text;
    return primary(`$parse(${text})`, 'any');
  }],
  ['now/0', () => operation('$millis() / 1000', 'number')],
  ['todate/0', ({ t, dot }) => helper(t, 'td', [dot.text], 'string')],
  ['fromdate/0', ({ t, dot }) => helper(t, 'fd', [dot.text], 'number')],
  ['error/0', (site) => raise(site)],
  ['error/1', (site) => {
    const [message] = site.arguments;
    return raise(site, message?.kind === 'literal' && typeof message.value === 'string' ? message.value : undefined);
  }],
]);

function lengthOf(t: Parameters<CallRule>[0]['t'], dot: Code): Code {
  if (dot.isDefined && dot.type === 'array') return primary(`$count(${dot.text})`, 'number');
  if (dot.isDefined && dot.type === 'string') return primary(`$length(${operand(dot)})`, 'number');
  return helper(t, 'len', [dot.text], 'number');
}
