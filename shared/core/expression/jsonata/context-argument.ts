import type { ExpressionAst } from './ast.ts';
import { BUILT_IN_FUNCTIONS, isBuiltinFunction } from './built-in.ts';

/** One parameter of a signature: the types that it takes, as letters. */
interface Parameter {
  readonly types: string;
  readonly optional: boolean;
  /** The context stands in when it is missing. */
  readonly fromContext: boolean;
}

/**
 * True when a call of a built-in function with these arguments takes the context for its first parameter (`$uppercase()`,
 * `$substring(1)`, `$sift(function…)`). The engine decides by the types of the values; here they are known only as far as the text
 * shows them, and where both readings fit, the arguments are taken to be complete, as the engine prefers.
 */
export function takesContext(name: string, args: readonly ExpressionAst[]): boolean {
  const signature = BUILT_IN_FUNCTIONS.get(name)?.signature;
  return signature !== undefined && signatureTakesContext(signature, args);
}

/** The same for a function of which the signature is known. */
export function signatureTakesContext(signature: string, args: readonly ExpressionAst[]): boolean {
  const [first, ...others] = parseSignature(signature);
  if (first === undefined || !first.fromContext) return false;
  const given = args.map(typeOf);
  return !fits([{ ...first, optional: false }, ...others], given) && fits(others, given);
}

/** True when the lambda's signature lets the context stand in for a missing argument. */
export function hasContextParameter(signature: string): boolean {
  return parameterList(signature).includes('-');
}

/** What stands before the colon of the signature itself, without the types of items and functions: `<s-f<s:o>n?:a<o>>` is `s-fn?`. */
function parameterList(signature: string): string {
  let list = signature.slice(1, -1);
  while (/<[^<>]*>/.test(list)) list = list.replaceAll(/<[^<>]*>/g, '');
  return list.includes(':') ? list.slice(0, list.indexOf(':')) : list;
}

function parseSignature(signature: string): readonly Parameter[] {
  const parameters: Parameter[] = [];
  for (const [, choice, letter, mark] of parameterList(signature).matchAll(/(?:\(([a-z]+)\)|([a-z]))([-?+]?)/g)) {
    parameters.push({ types: choice ?? letter ?? '', optional: mark === '?', fromContext: mark === '-' });
  }
  return parameters;
}

function fits(parameters: readonly Parameter[], given: readonly string[]): boolean {
  const needed = parameters.filter((parameter) => !parameter.optional).length;
  if (given.length < needed || given.length > parameters.length) return false;
  return given.every((type, index) => accepts(parameters[index]?.types ?? '', type));
}

/** An unknown type may be anything, and so may a parameter of type x, j or a (a single value becomes an array). */
function accepts(types: string, given: string): boolean {
  return given === '?' || /[xja]/.test(types) || types.includes(given);
}

const OPERATOR_TYPES: { readonly [operator: string]: string } = { '&': 's', '+': 'n', '-': 'n', '*': 'n', '/': 'n', '%': 'n', '..': 'a' };

/** The letter of the type that a node surely has; `?` when the text does not say. */
function typeOf(node: ExpressionAst): string {
  if (node.predicate !== undefined || node.group !== undefined) return '?';
  switch (node.kind) {
    case 'string':
      return 's';
    case 'number':
    case 'negate':
      return 'n';
    case 'value':
      return node.value === null ? 'l' : 'b';
    case 'regex':
    case 'lambda':
    case 'partial':
    case 'transform':
      return 'f';
    case 'array':
      return 'a';
    case 'object':
      return 'o';
    case 'binary':
      return OPERATOR_TYPES[node.operator] ?? 'b';
    case 'variable':
      return isBuiltinFunction(node.name) ? 'f' : '?';
    default:
      return '?';
  }
}
