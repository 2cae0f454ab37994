import fc from 'fast-check';
import type { BinaryOperator, ExpressionAst, ObjectPair, PathStep, Stage } from '#shared/core/expression/jsonata/ast.ts';

const names = fc.constantFrom('a', 'b', 'c', 'two words', 'and', 'null', '', 'ключ', '3d');
const variables = fc.constantFrom('x', 'y', 'input', 'states');
const functions = fc.constantFrom('sum', 'count', 'string', 'exists', 'keys', 'append', 'boolean', 'not', 'type', 'reverse', 'uppercase');
const texts = fc.oneof(fc.constantFrom('', 'a', "it's", '"', '\\', '\n', '`', '😀', '\u2028'), fc.string({ maxLength: 6 }));
const numbers = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constantFrom(0.5, -2.25, 1e21, 1e-7, -0));
const operators = fc.constantFrom<BinaryOperator>('+', '-', '*', '/', '%', '=', '!=', '<', '<=', '>', '>=', '&', 'and', 'or', 'in');

const leaf: fc.Arbitrary<ExpressionAst> = fc.oneof(
  texts.map((value): ExpressionAst => ({ kind: 'string', value })),
  numbers.map((value): ExpressionAst => ({ kind: 'number', value })),
  fc.constantFrom(true, false, null).map((value): ExpressionAst => ({ kind: 'value', value })),
  fc.oneof(variables, fc.constantFrom('', '$')).map((name): ExpressionAst => ({ kind: 'variable', name })),
  fc.constantFrom<ExpressionAst>({ kind: 'regex', pattern: 'a+', flags: 'i' }),
  names.map((value): ExpressionAst => ({ kind: 'path', steps: [{ node: { kind: 'name', value }, stages: [] }] })),
);

function filterOf(expression: ExpressionAst): Stage {
  return { kind: 'filter', expression };
}

/** A filter right behind the first step, unless that is a name, filters its whole value: there the tree says so. */
function asFirstStep(step: PathStep): PathStep {
  if (step.node.kind === 'name' || step.index !== undefined) return step;
  const predicate = step.stages.filter((stage) => stage.kind === 'filter');
  return { node: { ...step.node, ...(predicate.length > 0 && { predicate }) }, stages: [] };
}

/** Expressions of every kind that has no side conditions on where it may stand; at most a few levels deep. */
export const arbitraryExpression: fc.Arbitrary<ExpressionAst> = fc.letrec<{ node: ExpressionAst; step: PathStep; pairs: readonly ObjectPair[] }>((tie) => {
  const node = tie('node');
  const many = fc.array(node, { maxLength: 3 });
  const stepNode = fc.oneof(
    { weight: 4, arbitrary: fc.tuple(names, fc.boolean()).map(([value, kept]): ExpressionAst => ({ kind: 'name', value, ...(kept && { keepArray: true as const }) })) },
    fc.constantFrom<ExpressionAst>({ kind: 'wildcard' }, { kind: 'descendant' }, { kind: 'variable', name: '' }, { kind: 'variable', name: 'x' }),
    many.map((expressions): ExpressionAst => ({ kind: 'block', expressions })),
    tie('pairs').map((pairs): ExpressionAst => ({ kind: 'object', pairs })),
  );
  return {
    node: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'expression' },
      leaf,
      fc.tuple(operators, node, node).map(([operator, lhs, rhs]): ExpressionAst => ({ kind: 'binary', operator, lhs, rhs })),
      node.map((expression): ExpressionAst => ({ kind: 'negate', expression })),
      fc.tuple(many, fc.option(fc.tuple(node, node))).map(
        ([items, range]): ExpressionAst => ({ kind: 'array', items: range === null ? items : [...items, { kind: 'binary', operator: '..', lhs: range[0], rhs: range[1] }] }),
      ),
      tie('pairs').map((pairs): ExpressionAst => ({ kind: 'object', pairs })),
      fc.tuple(many, fc.array(node, { maxLength: 1 })).map(
        ([expressions, filters]): ExpressionAst => ({ kind: 'block', expressions, ...(filters[0] && { predicate: [{ kind: 'filter', expression: filters[0] }] }) }),
      ),
      fc.tuple(node, node, fc.option(node)).map(([condition, then, otherwise]): ExpressionAst => ({ kind: 'condition', condition, then, ...(otherwise && { else: otherwise }) })),
      fc.tuple(variables, node).map(([name, value]): ExpressionAst => ({ kind: 'bind', name, value })),
      fc.tuple(functions, many).map(([name, args]): ExpressionAst => ({ kind: 'call', callee: { kind: 'variable', name }, arguments: args })),
      fc.tuple(node, many).map(([callee, args]): ExpressionAst => ({ kind: 'call', callee, arguments: args })),
      fc.tuple(fc.uniqueArray(variables, { maxLength: 2 }), node).map(([parameters, body]): ExpressionAst => ({ kind: 'lambda', parameters, body })),
      fc.tuple(node, node).map(([lhs, rhs]): ExpressionAst => ({ kind: 'apply', lhs, rhs })),
      fc.tuple(node, node).map(([pattern, update]): ExpressionAst => ({ kind: 'transform', pattern, update })),
      fc.tuple(node, tie('pairs')).map(([value, pairs]): ExpressionAst => ({ kind: 'block', expressions: [value], group: { pairs } })),
      fc.tuple(tie('step').map(asFirstStep), fc.array(tie('step'), { minLength: 1, maxLength: 2 }), fc.option(fc.tuple(node, fc.boolean()))).map(
        ([first, rest, sort]): ExpressionAst => ({
          kind: 'path',
          steps: [first, ...rest, ...(sort === null ? [] : [{ node: { kind: 'sort' as const, terms: [{ descending: sort[1], expression: sort[0] }] }, stages: [] }])],
        }),
      ),
    ),
    step: fc.tuple(stepNode, fc.array(node, { maxLength: 1 }), fc.option(fc.constantFrom('i', 'j'))).map(
      ([inner, filters, index]): PathStep => ({ node: inner, stages: filters.map(filterOf), ...(index !== null && { index }) }),
    ),
    pairs: fc.array(fc.tuple(node, node).map(([key, value]): ObjectPair => ({ key, value })), { maxLength: 2 }),
  };
}).node;

/** Roots of every shape but arrays at the top. */
export const arbitraryRoot = fc.oneof(
  fc.dictionary(fc.constantFrom('a', 'b', 'c', 'two words'), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 }),
  fc.constantFrom<string | number | boolean | null>('text', '', 3, true, null),
);
