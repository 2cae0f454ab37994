import type { ExpressionAst } from '../../expression/jsonata/ast.ts';
import { toAst, type BoundValue } from '../bind/value.ts';

/** Raised where a field of the first state had no value: the name of the error is that of any expression that fails. */
const NO_VALUE: ExpressionAst = { kind: 'call', callee: { kind: 'variable', name: 'error' }, arguments: [{ kind: 'string', value: 'the expression has no value' }] };

/** The value, or the error that one of the expressions would be as a field of its own. */
export function orFailure(expressions: readonly ExpressionAst[], value: ExpressionAst): ExpressionAst {
  const [first, ...others] = expressions.map(exists);
  if (first === undefined) return value;
  const condition = others.reduce((lhs, rhs): ExpressionAst => ({ kind: 'binary', operator: 'and', lhs, rhs }), first);
  return { kind: 'condition', condition, then: value, else: NO_VALUE };
}

function exists(argument: ExpressionAst): ExpressionAst {
  return { kind: 'call', callee: { kind: 'variable', name: 'exists' }, arguments: [argument] };
}

/**
 * The template, which fails where one of the expressions fails or has no value: its first expression asks. A constant becomes an expression;
 * undefined for objects and arrays without one, which would have to become a single text.
 */
export function withChecks(value: BoundValue, expressions: readonly ExpressionAst[]): BoundValue | undefined {
  return expressions.length === 0 ? value : checked(value, expressions) ?? (value.kind === 'literal' ? { kind: 'expression', origin: value.origin, ast: orFailure(expressions, toAst(value)) } : undefined);
}

function checked(value: BoundValue, expressions: readonly ExpressionAst[]): BoundValue | undefined {
  switch (value.kind) {
    case 'literal':
      return undefined;
    case 'expression':
      return { ...value, ast: orFailure(expressions, value.ast) };
    case 'array': {
      const items = firstChecked(value.items, (item) => checked(item, expressions));
      return items === undefined ? undefined : { ...value, items };
    }
    case 'object': {
      const members = firstChecked(value.members, (member) => {
        const own = checked(member.value, expressions);
        return own === undefined ? undefined : { ...member, value: own };
      });
      return members === undefined ? undefined : { ...value, members };
    }
  }
}

function firstChecked<T>(list: readonly T[], check: (item: T) => T | undefined): readonly T[] | undefined {
  for (const [index, item] of list.entries()) {
    const found = check(item);
    if (found !== undefined) return list.with(index, found);
  }
  return undefined;
}
