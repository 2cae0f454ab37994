import type { ExpressionLanguage } from '../../definition/model.ts';
import type { ExpressionAst } from '../../expression/jsonata/ast.ts';
import { isBuiltinFunction } from '../../expression/jsonata/built-in.ts';
import { boundNames as namesBoundIn, freeVariables } from '../../expression/jsonata/free-variables.ts';
import { diagnosticError, type Diagnostic } from '../../kernel/diagnostic.ts';
import type { JsonValue } from '../../kernel/json.ts';
import { BOUND_EXPRESSION_NODES_MAX } from '../limits.ts';
import { parseAuthored, type ExpressionSource } from './authored.ts';
import { COMPILER_VARIABLE_PREFIX, type Bindings } from './bindings.ts';
import { FACT_VARIABLES, lookUpFact } from './facts.ts';
import { functionsReadAsData, separateFunctionNames, valueName } from './function-names.ts';
import { replaceFacts } from './replace-facts.ts';
import { simplify } from './simplify.ts';
import { toAst } from './value.ts';
import { hasMoreNodes, writeIn } from './write-in.ts';

/** What binding needs besides the expression: where findings go, and the document for `$workflow.definition`. */
export interface BindContext {
  readonly document: JsonValue;
  readonly report: (diagnostic: Diagnostic) => void;
  /** What authors write; JSONata unless given. */
  readonly language?: ExpressionLanguage;
  /** Called with every variable of the program that a bound expression reads. */
  readonly readsVariable: (name: string) => void;
}

/** DSL arguments that would put secrets into the data of an execution. */
const SECRET_VARIABLES: ReadonlySet<string> = new Set(['secrets', 'secret', 'authorization']);

/**
 * Parses an author's expression and rewrites it so that it reads only `$states` and variables of the program (mapping §3.2).
 * Findings are reported; then `null` stands in for the expression, so that the compilation goes on and finds the rest.
 */
export function bindExpression(source: ExpressionSource, bindings: Bindings, context: BindContext): ExpressionAst {
  const parsed = parseAuthored(source, context.language ?? 'jsonata');
  if (!parsed.ok) {
    context.report(parsed.error);
    return NOTHING;
  }
  parsed.value.warnings.forEach(context.report);
  const author = separateFunctionNames(parsed.value.ast, bindings.variables.keys());
  const problems = [...reservedNames(author, source), ...unknownNames(author, { source, bindings, variables: parsed.value.variables })];
  const withFacts = problems.length > 0 ? NOTHING : replaceFactsIn(author, { source, bindings, context }, problems);
  problems.forEach(context.report);
  if (problems.length > 0) return NOTHING;
  const variables = new Map([...bindings.variables].map(([name, value]) => [valueName(name), toAst(value)]));
  const rebased = writeIn(withFacts, { root: toAst(bindings.root), variables });
  if (hasMoreNodes(rebased, BOUND_EXPRESSION_NODES_MAX)) {
    context.report(diagnosticError('UWF-2053', source.pointer, `The expression has more than ${BOUND_EXPRESSION_NODES_MAX} parts once everything is written into it.`));
    return NOTHING;
  }
  const bound = simplify(rebased);
  reportReads(bound, context);
  return bound;
}

const NOTHING: ExpressionAst = { kind: 'value', value: null };

interface Place {
  readonly source: ExpressionSource;
  readonly bindings: Bindings;
}

function replaceFactsIn(ast: ExpressionAst, place: Place & { readonly context: BindContext }, problems: Diagnostic[]): ExpressionAst {
  const { source, bindings, context } = place;
  return replaceFacts(ast, (variable, members) => {
    if (!FACT_VARIABLES.has(variable)) return undefined;
    const fact = lookUpFact(variable, members, { bindings, document: context.document });
    if (fact.kind === 'known') return fact;
    const path = ['$', variable, ...members.flatMap((member) => ['.', member])].join('');
    const offer = fact.members.length === 0 ? '' : ` Known members: ${fact.members.join(', ')}.`;
    problems.push(
      fact.kind === 'unknown'
        ? diagnosticError('UWF-2031', source.pointer, `${path} is not known in ${bindings.place}.${offer}`)
        : diagnosticError('UWF-2032', source.pointer, `${path} is too wide to be put into the program.${offer}`),
    );
    return { ast: NOTHING, used: members.length };
  });
}

/** Names that an author binds himself may not hide what the compiler puts into the expression. */
function reservedNames(ast: ExpressionAst, source: ExpressionSource): Diagnostic[] {
  const names = [...namesBoundIn(ast)].filter((name) => FACT_VARIABLES.has(name) || name.startsWith(COMPILER_VARIABLE_PREFIX));
  return names.map((name) => diagnosticError('UWF-2033', source.pointer, `The expression binds $${name}, a reserved name.`));
}

function unknownNames(ast: ExpressionAst, { source, bindings, variables }: Place & { readonly variables: ReadonlySet<string> }): Diagnostic[] {
  const known = new Set([...[...bindings.variables.keys()].map(valueName), ...FACT_VARIABLES]);
  const functions = [...variables].filter((name) => isBuiltinFunction(name) && !bindings.variables.has(name));
  const unknown = new Set([...[...freeVariables(ast)].filter((name) => !known.has(name)), ...functionsReadAsData(ast), ...functions]);
  return [...unknown].sort().map((name) =>
    SECRET_VARIABLES.has(name)
      ? diagnosticError('UWF-2034', source.pointer, `$${name} cannot be used in an expression.`)
      : diagnosticError('UWF-2030', source.pointer, `$${name} is not bound in ${bindings.place}. Bound here: ${boundNames(bindings)}.`),
  );
}

function boundNames(bindings: Bindings): string {
  const facts = ['$workflow', ...(bindings.task === undefined ? [] : ['$task']), '$runtime'];
  return ['$', ...[...bindings.variables.keys()].sort().map((name) => `$${name}`), ...facts].join(', ');
}

function reportReads(ast: ExpressionAst, context: BindContext): void {
  for (const name of freeVariables(ast)) if (name.startsWith(COMPILER_VARIABLE_PREFIX)) context.readsVariable(name);
}
