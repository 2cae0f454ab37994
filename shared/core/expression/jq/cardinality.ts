import type { JqExpression } from './ast.ts';

/** How many values an expression yields, as far as its text says. */
export interface Cardinality {
  readonly min: 0 | 1;
  readonly max: 0 | 1 | 'many';
}

/** Exactly one value. */
export const ONE: Cardinality = { min: 1, max: 1 };
const NONE: Cardinality = { min: 0, max: 0 };
const MANY: Cardinality = { min: 0, max: 'many' };

/** True when there is exactly one value, whatever the data. */
export function isOne({ min, max }: Cardinality): boolean {
  return min === 1 && max === 1;
}

/** Functions that do not simply give one value per combination of their arguments; arguments of others are values. */
const CALLS: { readonly [signature: string]: (args: readonly Cardinality[]) => Cardinality } = {
  'empty/0': () => NONE,
  'error/0': () => ONE,
  'error/1': () => ONE,
  'select/1': ([condition = ONE]) => ({ min: 0, max: condition.max }),
  'range/3': (args) => (args.some((one) => one.max === 0) ? NONE : MANY),
  'first/1': ([source = ONE]) => ({ min: source.min, max: source.max === 0 ? 0 : 1 }),
  'last/1': () => ONE,
  'limit/2': ([, source = ONE]) => ({ min: 0, max: source.max }),
  'isempty/1': () => ONE,
  'any/2': () => ONE,
  'all/2': () => ONE,
  'IN/2': () => ONE,
  'sort_by/1': () => ONE,
  'group_by/1': () => ONE,
  'unique_by/1': () => ONE,
  'min_by/1': () => ONE,
  'max_by/1': () => ONE,
  'del/1': () => ONE,
  'add/1': () => ONE,
};

/** How many values the expression yields for one input. Assumes that nothing raises an error. */
export function cardinalityOf(node: JqExpression): Cardinality {
  switch (node.kind) {
    case 'array':
    case 'reduce':
    case 'identity':
    case 'literal':
    case 'variable':
    case 'format':
      return ONE;
    case 'recurse':
      return { min: 1, max: 'many' };
    case 'foreach':
    case 'iterate':
      return MANY;
    case 'break':
      return NONE;
    case 'comma':
      return sum(cardinalityOf(node.left), cardinalityOf(node.right));
    case 'condition':
      return product([cardinalityOf(node.condition), either(cardinalityOf(node.then), node.else === undefined ? ONE : cardinalityOf(node.else))]);
    case 'define':
      return cardinalityOf(node.rest);
    case 'label':
      return cardinalityOf(node.body);
    case 'try':
      return { min: 0, max: cardinalityOf(node.body).max };
    default:
      return ofOperands(node);
  }
}

type WithOperands = Extract<JqExpression, { kind: 'string' | 'object' | 'index' | 'slice' | 'negate' | 'binary' | 'assign' | 'pipe' | 'bind' | 'call' }>;

function ofOperands(node: WithOperands): Cardinality {
  switch (node.kind) {
    case 'string':
      return product(node.parts.map((part) => (typeof part === 'string' ? ONE : cardinalityOf(part))));
    case 'object':
      return product(node.entries.flatMap(({ key, value }) => [cardinalityOf(key), cardinalityOf(value)]));
    case 'index':
      return withoutSome(product([cardinalityOf(node.key), cardinalityOf(node.target)]), node.optional);
    case 'slice':
      return withoutSome(product([node.target, node.from, node.to].map((part) => (part === undefined ? ONE : cardinalityOf(part)))), node.optional);
    case 'negate':
      return cardinalityOf(node.expression);
    case 'binary':
      return ofBinary(node);
    case 'assign':
      return node.operator === '|=' ? ONE : cardinalityOf(node.value);
    case 'pipe':
      return product([cardinalityOf(node.left), cardinalityOf(node.right)]);
    case 'bind':
      return product([cardinalityOf(node.source), cardinalityOf(node.body)]);
    case 'call': {
      const args = node.arguments.map(cardinalityOf);
      const rule = CALLS[`${node.name}/${args.length}`];
      return rule === undefined ? product(args) : rule(args);
    }
  }
}

/** `//` yields the true ones of its left side, or its right side. `and` and `or` may stop at their left side. */
function ofBinary(node: Extract<JqExpression, { kind: 'binary' }>): Cardinality {
  const left = cardinalityOf(node.left);
  const right = cardinalityOf(node.right);
  if (node.operator === '//') return { min: right.min, max: either({ min: 0, max: left.max }, right).max };
  return product([left, right]);
}

function withoutSome(cardinality: Cardinality, optional: boolean): Cardinality {
  return optional ? { min: 0, max: cardinality.max } : cardinality;
}

function product(factors: readonly Cardinality[]): Cardinality {
  if (factors.some(({ max }) => max === 0)) return NONE;
  return { min: factors.every(({ min }) => min === 1) ? 1 : 0, max: factors.some(({ max }) => max === 'many') ? 'many' : 1 };
}

function sum(left: Cardinality, right: Cardinality): Cardinality {
  const min = left.min === 1 || right.min === 1 ? 1 : 0;
  if (left.max === 0) return { min, max: right.max };
  return { min, max: right.max === 0 ? left.max : 'many' };
}

function either(left: Cardinality, right: Cardinality): Cardinality {
  const max = left.max === 'many' || right.max === 'many' ? 'many' : left.max === 1 || right.max === 1 ? 1 : 0;
  return { min: left.min === 1 && right.min === 1 ? 1 : 0, max };
}
