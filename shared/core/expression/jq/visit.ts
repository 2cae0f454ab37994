import type { JqExpression } from './ast.ts';

type Change = (part: JqExpression) => JqExpression;

/** The same node with each expression directly inside of it changed. Keys of patterns stay as they are. */
export function mapExpressions(node: JqExpression, change: Change): JqExpression {
  switch (node.kind) {
    case 'identity':
    case 'recurse':
    case 'literal':
    case 'variable':
    case 'format':
    case 'break':
      return node;
    case 'string':
      return { ...node, parts: node.parts.map((part) => (typeof part === 'string' ? part : change(part))) };
    case 'array':
      return { ...node, ...(node.body && { body: change(node.body) }) };
    case 'object':
      return { ...node, entries: node.entries.map(({ key, value }) => ({ key: change(key), value: change(value) })) };
    case 'call':
      return { ...node, arguments: node.arguments.map(change) };
    default:
      return mapOperands(node, change);
  }
}

type Inner = Exclude<JqExpression, { kind: 'identity' | 'recurse' | 'literal' | 'variable' | 'format' | 'break' | 'string' | 'array' | 'object' | 'call' }>;

function mapOperands(node: Inner, change: Change): JqExpression {
  switch (node.kind) {
    case 'index':
      return { ...node, target: change(node.target), key: change(node.key) };
    case 'slice':
      return { ...node, target: change(node.target), ...(node.from && { from: change(node.from) }), ...(node.to && { to: change(node.to) }) };
    case 'iterate':
      return { ...node, target: change(node.target) };
    case 'try':
      return { ...node, body: change(node.body), ...(node.handler && { handler: change(node.handler) }) };
    case 'negate':
      return { ...node, expression: change(node.expression) };
    case 'binary':
    case 'pipe':
    case 'comma':
      return { ...node, left: change(node.left), right: change(node.right) };
    case 'assign':
      return { ...node, target: change(node.target), value: change(node.value) };
    default:
      return mapBinder(node, change);
  }
}

function mapBinder(node: Extract<Inner, { kind: 'bind' | 'reduce' | 'foreach' | 'condition' | 'define' | 'label' }>, change: Change): JqExpression {
  switch (node.kind) {
    case 'bind':
      return { ...node, source: change(node.source), body: change(node.body) };
    case 'reduce':
      return { ...node, source: change(node.source), init: change(node.init), update: change(node.update) };
    case 'foreach':
      return { ...node, source: change(node.source), init: change(node.init), update: change(node.update), ...(node.extract && { extract: change(node.extract) }) };
    case 'condition':
      return { ...node, condition: change(node.condition), then: change(node.then), ...(node.else && { else: change(node.else) }) };
    case 'define':
      return { ...node, body: change(node.body), rest: change(node.rest) };
    case 'label':
      return { ...node, body: change(node.body) };
  }
}

/** The expressions directly inside of a node, in the order of the text. */
export function expressionsIn(node: JqExpression): readonly JqExpression[] {
  const found: JqExpression[] = [];
  mapExpressions(node, (part) => {
    found.push(part);
    return part;
  });
  return found;
}
