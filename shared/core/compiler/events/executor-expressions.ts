import { toWorkItemExpression } from '../../asl/model.ts';
import type { ExpressionAst } from '../../expression/jsonata/ast.ts';
import { freeVariables } from '../../expression/jsonata/free-variables.ts';
import { printExpression } from '../../expression/jsonata/print.ts';
import { walkExpression } from '../../expression/jsonata/visit.ts';
import { COMPILER_VARIABLE_PREFIX } from '../bind/bindings.ts';
import { constantValue, pathOf, type BoundMember, type BoundValue } from '../bind/value.ts';

/** What `$` means to an executor, under a name that filters and lambdas inside of the expression do not hide. */
const ITEM_VARIABLE = `${COMPILER_VARIABLE_PREFIX}item_value`;

/** Conditions that an executor evaluates later, and what they read of the workflow when they are handed out (see `ListenTaskArguments`). */
export interface ExecutorExpressions {
  /** The condition as it stands in the arguments; `ast` reads the executor's `$` as {@link itemValue}. */
  write(ast: ExpressionAst, origin: string): BoundValue;
  /** Variables of the program and parts of `$states` that the conditions read, as they are when the state is entered. */
  variables(origin: string): BoundValue;
}

/** Collects the conditions of one task. */
export function createExecutorExpressions(): ExecutorExpressions {
  const written: ExpressionAst[] = [];
  return {
    write: (ast, origin) => {
      written.push(ast);
      return constantValue(toWorkItemExpression(printExpression(withItem(ast))), origin);
    },
    variables: (origin) => variablesOf(written, origin),
  };
}

/** What the executor looks at: the value of an attribute, an event, or all that was consumed. */
export function itemValue(origin: string): BoundValue {
  return { kind: 'expression', origin, ast: pathOf(ITEM_VARIABLE) };
}

function withItem(ast: ExpressionAst): ExpressionAst {
  if (!freeVariables(ast).has(ITEM_VARIABLE)) return ast;
  return { kind: 'block', expressions: [{ kind: 'bind', name: ITEM_VARIABLE, value: { kind: 'variable', name: '' } }, ast] };
}

function variablesOf(asts: readonly ExpressionAst[], origin: string): BoundValue {
  const names = new Set(asts.flatMap((ast) => [...freeVariables(ast)]).filter((name) => name.startsWith(COMPILER_VARIABLE_PREFIX) && name !== ITEM_VARIABLE));
  const members = [...names].sort().map((name): BoundMember => ({ key: name, value: { kind: 'expression', origin, ast: pathOf(name) } }));
  const states = statesOf(asts, origin);
  return { kind: 'object', origin, members: states.length === 0 ? members : [...members, { key: 'states', value: { kind: 'object', origin, members: states } }] };
}

/** Of `$states` only what is read: the input as a whole, of the context single members. */
function statesOf(asts: readonly ExpressionAst[], origin: string): readonly BoundMember[] {
  const read = new Set(asts.flatMap(stateMembers));
  const member = (name: string): BoundMember => ({ key: name, value: { kind: 'expression', origin, ast: pathOf('states', name) } });
  return ['input', 'result', 'context'].filter((name) => read.has(name)).map(member);
}

function stateMembers(ast: ExpressionAst): readonly string[] {
  const found: string[] = [];
  walkExpression(ast, (node) => {
    const [root, first] = node.kind === 'path' ? node.steps : [];
    if (root?.node.kind === 'variable' && root.node.name === 'states' && first?.node.kind === 'name') found.push(first.node.value);
  });
  return found;
}
