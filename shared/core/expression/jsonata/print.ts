import { unreachable } from '../../kernel/assert.ts';
import type { ApplyNode, BinaryOperator, ExpressionAst, FilterStage, GroupClause, ObjectPair, PathNode, PathStep, Stage } from './ast.ts';
import { afterOpening, asLeftOf, asRightOf, BINDING, closed, enclosed, joined, type Printed } from './print-binding.ts';
import { numberText, nameText, stringText } from './print-literal.ts';

/**
 * Writes a tree as JSONata 2.0.6 text (what Step Functions runs; `??` and `?:` come out as conditions). Parsing the text gives a tree
 * of the same meaning; parentheses are added only where the grammar needs them.
 */
export function printExpression(ast: ExpressionAst): string {
  return print(ast).text;
}

function print(node: ExpressionAst): Printed {
  // A path and a sort carry what follows them on their last step; made by hand, it may also stand on the node.
  const needsBrackets = node.kind === 'path' && node.predicate !== undefined;
  const own = needsBrackets ? enclosed(print({ kind: 'path', steps: node.steps })) : printOwn(node);
  const marked = node.keepArray === true && node.kind !== 'apply' ? printKept(node, own) : own;
  const filtered = (node.predicate ?? []).reduce(printFilter, marked);
  return node.group === undefined ? filtered : printGroup(filtered, node.group);
}

/** Behind a dot the mark belongs to the last step alone, and keeps the array of the whole path there. */
function printKept(node: ExpressionAst, own: Printed): Printed {
  if (node.kind !== 'path' || own.rightMin >= BINDING.filter) return keepArray(own);
  const last = node.steps.findLastIndex((step) => step.node.kind !== 'sort');
  return printSteps(node.steps.map((step, index) => (index === last ? { ...step, node: { ...step.node, keepArray: true } } : step)));
}

function printOwn(node: ExpressionAst): Printed {
  switch (node.kind) {
    case 'string':
      return closed(stringText(node.value));
    case 'number':
      return node.value < 0 || Object.is(node.value, -0) ? { ...closed(numberText(node.value)), rightMin: BINDING.negate } : closed(numberText(node.value));
    case 'value':
      return closed(String(node.value));
    case 'regex':
      return closed(`/${node.pattern}/${node.flags}`);
    case 'variable':
      return closed(`$${node.name}`);
    case 'name':
      return closed(nameText(node.value));
    case 'wildcard':
      return closed('*');
    case 'descendant':
      return closed('**');
    case 'parent':
      return closed('%');
    case 'placeholder':
      return closed('?');
    case 'array':
      return closed(`[${node.items.map(printItem).join(', ')}]`);
    case 'object':
      return closed(`{${printPairs(node.pairs)}}`);
    case 'block':
      return closed(`(${afterOpening(node.expressions.map(printExpression).join('; '), ';')})`);
    default:
      return printCompound(node);
  }
}

type CompoundNode = Extract<
  ExpressionAst,
  { kind: 'path' | 'sort' | 'binary' | 'negate' | 'condition' | 'bind' | 'call' | 'partial' | 'lambda' | 'transform' | 'apply' }
>;

function printCompound(node: CompoundNode): Printed {
  switch (node.kind) {
    case 'path':
      return printPath(node);
    case 'sort':
      return printSteps([{ node: { kind: 'variable', name: '' }, stages: [] }, { node, stages: [] }]);
    case 'binary':
      return printBinary(node);
    case 'apply':
      return printApply(node);
    case 'negate':
      return printNegate(node.expression);
    case 'condition':
      return printCondition(node);
    case 'bind':
      return joined(closed(`$${node.name}`), ' := ', asRightOf(print(node.value), BINDING.bind - 1), BINDING.bind);
    case 'call':
    case 'partial':
      return suffixed(print(node.callee), `(${node.arguments.map(printExpression).join(', ')})`, BINDING.call);
    case 'lambda': {
      const parameters = node.parameters.map((name) => `$${name}`).join(', ');
      return { ...closed(`function(${parameters})${node.signature ?? ''}{ ${printExpression(node.body)} }`), slashIsRegex: true };
    }
    case 'transform': {
      const deleted = node.delete === undefined ? '' : `, ${printExpression(node.delete)}`;
      return { ...closed(`|${afterOpening(printExpression(node.pattern))}|${printExpression(node.update)}${deleted}|`), slashIsRegex: true };
    }
    default:
      return unreachable(node);
  }
}

function printItem(item: ExpressionAst, index: number): string {
  if (item.kind !== 'binary' || item.operator !== '..' || item.predicate !== undefined || item.group !== undefined) return guardFirst(printExpression(item), index);
  return `${guardFirst(printExpression(item.lhs), index)}..${printExpression(item.rhs)}`;
}

const OPERATOR_BINDING: { readonly [operator in Exclude<BinaryOperator, '..'>]: number } = {
  '+': 50, '-': 50, '*': 60, '/': 60, '%': 60, '&': 50,
  '=': 40, '!=': 40, '<': 40, '<=': 40, '>': 40, '>=': 40, in: 40,
  and: 30, or: 25,
};

function printBinary(node: Extract<ExpressionAst, { kind: 'binary' }>): Printed {
  // A range exists only as an item of an array; alone it is the array's content, which a filter of everything takes out again.
  if (node.operator === '..') return closed(`[${printItem(node, 0)}]`);
  const binding = OPERATOR_BINDING[node.operator];
  const left = print(node.lhs);
  const lhs = node.operator === '/' && left.slashIsRegex ? enclosed(left) : left;
  return joined(asLeftOf(lhs, binding), ` ${node.operator} `, asRightOf(print(node.rhs), binding), binding);
}

/** `~>` keeps an array when one of its sides is marked so; on the right side the mark does nothing else. */
function printApply(node: ApplyNode): Printed {
  const isSaid = node.keepArray !== true || saysKeepArray(node.lhs) || saysKeepArray(node.rhs);
  const rhs: ExpressionAst = isSaid ? node.rhs : node.rhs.kind === 'path' ? { kind: 'block', expressions: [node.rhs], keepArray: true } : { ...node.rhs, keepArray: true };
  return joined(asLeftOf(print(node.lhs), BINDING.apply), ' ~> ', asRightOf(print(rhs), BINDING.apply), BINDING.apply);
}

function saysKeepArray(node: ExpressionAst): boolean {
  const first = node.kind === 'path' ? node.steps[0]?.node : undefined;
  return node.keepArray === true || (first?.kind === 'name' && first.keepArray === true);
}

function printNegate(expression: ExpressionAst): Printed {
  const inner = expression.kind === 'number' ? enclosed(print(expression)) : asRightOf(print(expression), BINDING.negate);
  return { ...inner, text: `-${afterOpening(inner.text)}`, leftMin: Infinity, rightMin: Math.min(BINDING.negate, inner.rightMin) };
}

function printCondition(node: Extract<ExpressionAst, { kind: 'condition' }>): Printed {
  const condition = asLeftOf(print(node.condition), BINDING.condition);
  const then = print(node.then);
  const head = { ...condition, leftMin: Math.min(BINDING.condition, condition.leftMin) };
  if (node.else === undefined) return { ...head, text: `${condition.text} ? ${then.text}`, rightMin: 0, openCondition: true, slashIsRegex: then.slashIsRegex };
  const otherwise = print(node.else);
  const text = `${condition.text} ? ${(then.openCondition ? enclosed(then) : then).text} : ${otherwise.text}`;
  return { ...head, text, rightMin: 0, openCondition: otherwise.openCondition, slashIsRegex: otherwise.slashIsRegex };
}

function printPath(node: PathNode): Printed {
  return printSteps(node.steps);
}

function printSteps(steps: readonly PathStep[]): Printed {
  const [first, ...rest] = steps;
  if (first === undefined) return closed('()');
  return rest.reduce(appendStep, printStages(printFirst(first.node, steps.length === 1), first));
}

/** Alone, a string is text and not a name; and a path within a path would lose its own end. */
function printFirst(node: ExpressionAst, isAlone: boolean): Printed {
  if (node.kind === 'name' && isAlone && node.value.includes('`')) return joined(closed('$'), '.', print(node), BINDING.step);
  return node.kind === 'path' ? enclosed(print(node)) : print(node);
}

function appendStep(path: Printed, step: PathStep): Printed {
  if (step.node.kind === 'sort') {
    const terms = step.node.terms.map((term) => `${term.descending ? '>' : ''}${printExpression(term.expression)}`).join(', ');
    const left = asLeftOf(path, BINDING.sort);
    const sorted = { ...left, text: `${left.text}^(${terms})`, leftMin: Math.min(BINDING.sort, left.leftMin), rightMin: Infinity, slashIsRegex: true, openCondition: false };
    return printStages(step.node.keepArray === true ? keepArray(sorted) : sorted, step);
  }
  const inner = print(step.node);
  const node = step.node.kind === 'path' || step.node.kind === 'string' || step.node.kind === 'number' || step.node.kind === 'value' ? enclosed(inner) : inner;
  const right = printStages(asRightOf(node, BINDING.step), step);
  return joined(asLeftOf(path, BINDING.step), '.', asRightOf(right, BINDING.step), BINDING.step);
}

function printStages(node: Printed, step: PathStep): Printed {
  const focused = step.focus === undefined ? node : suffixed(node, `@$${step.focus}`, BINDING.focus);
  const indexed = step.index === undefined ? focused : suffixed(focused, `#$${step.index}`, BINDING.focus);
  return step.stages.reduce(printStage, indexed);
}

function printStage(node: Printed, stage: Stage): Printed {
  return stage.kind === 'index' ? suffixed(node, `#$${stage.name}`, BINDING.focus) : printFilter(node, stage);
}

function printFilter(node: Printed, stage: FilterStage): Printed {
  return suffixed(node, `[${printExpression(stage.expression)}]`, BINDING.filter);
}

function keepArray(node: Printed): Printed {
  return { ...suffixed(node, '[]', BINDING.filter), slashIsRegex: true };
}

function printGroup(node: Printed, group: GroupClause): Printed {
  return suffixed(node, `{${printPairs(group.pairs)}}`, BINDING.group);
}

/** Something in brackets behind an operand. */
function suffixed(node: Printed, suffix: string, binding: number): Printed {
  const left = asLeftOf(node, binding);
  return { text: `${left.text}${suffix}`, leftMin: Math.min(binding, left.leftMin), rightMin: Infinity, openCondition: false, slashIsRegex: false };
}

function printPairs(pairs: readonly ObjectPair[]): string {
  return pairs.map((pair, index) => `${guardFirst(printKey(pair.key), index)}: ${printExpression(pair.value)}`).join(', ');
}

function guardFirst(text: string, index: number): string {
  return index === 0 ? afterOpening(text) : text;
}

function printKey(key: ExpressionAst): string {
  const printed = print(key);
  return printed.openCondition ? enclosed(printed).text : printed.text;
}
