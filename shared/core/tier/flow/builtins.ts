import { BUILT_IN_FUNCTIONS } from '../../expression/jsonata/built-in.ts';

/**
 * How the functions of JSONata 2.0.6, and those that Step Functions adds, treat the data they are given.
 *  - `computes`   reads all of its arguments; the result is a scalar made from them
 *  - `makes`      reads all of its arguments; the result may be any JSON made from them
 *  - anything else names a rule in call.ts
 */
export type BuiltinRule =
  | 'computes'
  | 'makes'
  | 'append'
  | 'count'
  | 'distinct'
  | 'each'
  | 'fails'
  | 'filter'
  | 'keys'
  | 'lookup'
  | 'map'
  | 'merge'
  | 'parse'
  | 'partition'
  | 'presence'
  | 'reduce'
  | 'reverse'
  | 'sift'
  | 'sort'
  | 'spread'
  | 'string'
  | 'zip';

const COMPUTING =
  'length uppercase lowercase trim base64encode base64decode encodeUrl encodeUrlComponent decodeUrl decodeUrlComponent number abs floor ceil round sqrt formatBase parseInteger boolean not toMillis fromMillis substring substringBefore substringAfter pad contains formatNumber formatInteger power replace sum max min average join hash assert random now millis uuid'.split(
    ' ',
  );

interface Builtin {
  readonly rule: BuiltinRule;
  /** Called with fewer arguments than this, the function may read `$` as its first: which one it is depends on types at run time. */
  readonly takesContextBelow: number;
}

const RULES_BY_NAME: ReadonlyMap<string, BuiltinRule> = new Map<string, BuiltinRule>([
  ...COMPUTING.map((name) => [name, 'computes'] as const),
  ...(['split', 'match', 'range', 'clone'] as const).map((name) => [name, 'makes'] as const),
  ...(['append', 'count', 'distinct', 'each', 'filter', 'keys', 'lookup', 'map', 'merge', 'parse', 'partition', 'reduce', 'reverse', 'sift', 'sort', 'spread', 'string', 'zip'] as const).map((name) => [name, name] as const),
  ['error', 'fails'],
  ['exists', 'presence'],
  ['type', 'presence'],
  ['single', 'filter'],
  ['shuffle', 'reverse'],
]);

/** True for a function that an expression can call without defining it. */
export function isBuiltin(name: string): boolean {
  return RULES_BY_NAME.has(name);
}

/** The rule of a built-in; what is not listed may do anything with all that it can reach. */
export function builtinOf(name: string): Builtin {
  const signature = BUILT_IN_FUNCTIONS.get(name)?.signature;
  return { rule: RULES_BY_NAME.get(name) ?? 'makes', takesContextBelow: signature === undefined ? Number.POSITIVE_INFINITY : contextArity(signature) };
}

/** The number of parameters of a signature one of which the context may stand in for; 0 when there is none such. */
function contextArity(signature: string): number {
  const parameters = signature.replace(/:[^:]*>$/u, '').slice(1);
  return parameters.includes('-') ? [...parameters.replaceAll(/<[^<>]*>/gu, '').matchAll(/\([a-z]+\)|[a-z]/gu)].length : 0;
}
