import type { JqOperator } from './ast.ts';
import { operand, operation, primary, type Code } from './code.ts';
import { defined, helper, present, type Translator } from './translator.ts';
import { isNothing, negation } from './truth.ts';

/** Operators on two values; `and`, `or` and `//` are no such. */
export type ValueOperator = Exclude<JqOperator, 'and' | 'or' | '//'>;

/** One value computed from two. */
export function binaryCode(t: Translator, operator: ValueOperator, sides: { readonly left: Code; readonly right: Code }): Code {
  const { left, right } = sides;
  switch (operator) {
    case '==':
      return equalCode(t, left, right);
    case '!=':
      return unequalCode(t, left, right);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return orderCode(t, operator, sides);
    case '+':
      return sumCode(t, left, right);
    default:
      return arithmeticCode(t, operator, sides);
  }
}

/** Negation of a number. */
export function negateCode(t: Translator, code: Code): Code {
  return operation(`-${operand(numberCode(t, code))}`, 'number');
}

/** The value when it is a number; anything else raises an error. */
export function numberCode(t: Translator, code: Code): Code {
  return code.type === 'number' && code.isDefined ? code : helper(t, 'num', [code.text], 'number');
}

function isPlain(code: Code): boolean {
  return code.isDefined && (code.type === 'string' || code.type === 'number' || code.type === 'boolean');
}

/** Against a scalar that is surely not null, a missing value is simply unequal. */
function equalCode(t: Translator, left: Code, right: Code): Code {
  if (right.type === 'null') return isNothing(left);
  if (left.type === 'null') return isNothing(right);
  const [one, other] = isPlain(left) || isPlain(right) ? [left, right] : [defined(t, left), defined(t, right)];
  return operation(`${operand(one)} = ${operand(other)}`, 'boolean');
}

function unequalCode(t: Translator, left: Code, right: Code): Code {
  if (right.type === 'null') return operation(`${operand(left)} != null`, 'boolean');
  if (left.type === 'null') return operation(`${operand(right)} != null`, 'boolean');
  if (left.isDefined && right.isDefined) return operation(`${operand(left)} != ${operand(right)}`, 'boolean');
  return negation(equalCode(t, left, right));
}

function orderCode(t: Translator, operator: '<' | '<=' | '>' | '>=', { left, right }: { readonly left: Code; readonly right: Code }): Code {
  const isNative = left.type === right.type && isPlain(left) && isPlain(right) && left.type !== 'boolean';
  if (isNative) return operation(`${operand(left)} ${operator} ${operand(right)}`, 'boolean');
  const before = t.notes.raises;
  const isScalar = isPlain(left) || isPlain(right);
  const order = helper(t, isScalar ? 'c1' : 'c', [left.text, right.text]);
  // Against a scalar there is always an order.
  if (isScalar) t.notes.raises = before;
  return operation(`${order.text} ${operator} 0`, 'boolean');
}

function sumCode(t: Translator, left: Code, right: Code): Code {
  if (left.type === 'null') return defined(t, right);
  if (right.type === 'null') return defined(t, left);
  const areDefined = left.isDefined && right.isDefined;
  if (areDefined && left.type === 'number' && right.type === 'number') return operation(`${operand(left)} + ${operand(right)}`, 'number');
  if (areDefined && left.type === 'string' && right.type === 'string') return operation(`${operand(left)} & ${operand(right)}`, 'string');
  if (areDefined && left.type === 'array' && right.type === 'array') return primary(`$append(${left.text}, ${right.text})`, 'array');
  if (canMerge(left, right)) return primary(`$merge([${partOf(t, left)}, ${partOf(t, right)}])`, 'object');
  return helper(t, 'add', [left.text, right.text], left.type === right.type ? left.type : 'any');
}

/** One side is surely an object, so that the other one can only be an object or null. */
function canMerge(left: Code, right: Code): boolean {
  const types = [left.type, right.type];
  return types.includes('object') && types.every((type) => type === 'object' || type === 'any');
}

function partOf(t: Translator, code: Code): string {
  return code.type === 'object' && code.isDefined ? code.text : helper(t, 'o', [code.text]).text;
}

const ARITHMETIC = { '-': 'sub', '*': 'mul', '/': 'div', '%': 'mod' } as const;

function arithmeticCode(t: Translator, operator: '-' | '*' | '/' | '%', { left, right }: { readonly left: Code; readonly right: Code }): Code {
  const areNumbers = left.type === 'number' && right.type === 'number' && left.isDefined && right.isDefined;
  if (areNumbers && (operator === '-' || operator === '*')) return operation(`${operand(left)} ${operator} ${operand(right)}`, 'number');
  const isNumber = areNumbers || operator === '%' || (operator === '-' && (left.type === 'number' || right.type === 'number'));
  return helper(t, ARITHMETIC[operator], [left.text, right.text], isNumber ? 'number' : 'any');
}

/** What string interpolation and `tostring` make of a value. */
export function textOf(t: Translator, code: Code): Code {
  if (code.type === 'string' && code.isDefined) return code;
  if (code.isDefined && code.type !== 'any') return primary(`$string(${code.text})`, 'string');
  return helper(t, 's', [code.text], 'string');
}

/** An object constructor, or a merge of several where keys are computed. */
export function objectCode(t: Translator, members: readonly { readonly key: Code; readonly name: string | undefined; readonly value: Code }[]): Code {
  const isLast = (name: string | undefined, index: number): boolean => name === undefined || !members.slice(index + 1).some((other) => other.name === name);
  const kept = members.filter(({ name }, index) => isLast(name, index)).map(({ key, value }) => `${keyText(t, key)}: ${present(t, value)}`);
  if (members.every(({ name }) => name !== undefined)) return primary(`{${kept.join(', ')}}`, 'object');
  return primary(kept.length === 1 ? `{${kept[0] ?? ''}}` : `$merge([${kept.map((pair) => `{${pair}}`).join(', ')}])`, 'object');
}

function keyText(t: Translator, key: Code): string {
  return key.type === 'string' && key.isDefined ? key.text : helper(t, 'str', [key.text], 'string').text;
}
