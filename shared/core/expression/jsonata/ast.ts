/**
 * The tree of a JSONata expression: what compiler, tier check and printer work on. Immutable plain data.
 * It follows the evaluator's own processed tree (paths are flat lists of steps, filters hang on what they filter). What the evaluator
 * derives for itself (tail-call thunks, tuple streams, ancestor slots, array-constructor marks) is left out: printing and parsing
 * again restores it.
 */
export type ExpressionAst =
  | StringNode
  | NumberNode
  | ValueNode
  | RegexNode
  | VariableNode
  | NameNode
  | WildcardNode
  | DescendantNode
  | ParentNode
  | PlaceholderNode
  | PathNode
  | SortNode
  | BinaryNode
  | NegateNode
  | ArrayNode
  | ObjectNode
  | BlockNode
  | ConditionNode
  | BindNode
  | CallNode
  | PartialNode
  | LambdaNode
  | TransformNode
  | ApplyNode;

/** What every node may carry. Order of evaluation: the node itself, `predicate`, `group`. */
export interface NodeBase {
  /** Offset of the node's main token in the source text, from 0. Absent on nodes that no text was parsed for. */
  readonly position?: number;
  /** `expr[]`: a single value stays an array of one. On `~>`: said by one of its sides. */
  readonly keepArray?: true;
  /** `expr[…]` on the whole value of the node. Filters of a path's step are the step's `stages`. Context inside: each item. */
  readonly predicate?: readonly FilterStage[];
  /** `expr{key: value, …}`: groups the value. Context inside: each item (keys), all items of a group (values). */
  readonly group?: GroupClause;
}

/** A string literal; unescaped. */
export interface StringNode extends NodeBase {
  readonly kind: 'string';
  readonly value: string;
}

/** A number literal; a minus sign in front is already applied. */
export interface NumberNode extends NodeBase {
  readonly kind: 'number';
  readonly value: number;
}

/** `true`, `false`, `null`. */
export interface ValueNode extends NodeBase {
  readonly kind: 'value';
  readonly value: boolean | null;
}

/** `/pattern/flags`: a function from text to matches. Patterns have passed the regular-expression policy. */
export interface RegexNode extends NodeBase {
  readonly kind: 'regex';
  readonly pattern: string;
  /** Any of `i` and `m`. */
  readonly flags: string;
}

/** `$name`; `name` is `''` for `$` (the context) and `'$'` for `$$` (the root context). */
export interface VariableNode extends NodeBase {
  readonly kind: 'variable';
  readonly name: string;
}

/** A field name. Only as a step of a path. */
export interface NameNode extends NodeBase {
  readonly kind: 'name';
  readonly value: string;
}

/** `*`: every field of the context. */
export interface WildcardNode extends NodeBase {
  readonly kind: 'wildcard';
}

/** `**`: the context and everything beneath it. */
export interface DescendantNode extends NodeBase {
  readonly kind: 'descendant';
}

/** `%`: what the context was selected from. */
export interface ParentNode extends NodeBase {
  readonly kind: 'parent';
}

/** `?` among the arguments of a partial application. */
export interface PlaceholderNode extends NodeBase {
  readonly kind: 'placeholder';
}

/** `a.b.c`: each step is evaluated with each item of the previous one as its context; results are joined into one flat sequence. */
export interface PathNode extends NodeBase {
  readonly kind: 'path';
  readonly steps: readonly PathStep[];
}

/** One step of a path. The first step's context is the path's own context. */
export interface PathStep {
  readonly node: ExpressionAst;
  /** Filters and index bindings after the step, in order. Context inside: each item of the step. */
  readonly stages: readonly Stage[];
  /** `@$name`: binds each item, and leaves the context as it was before the step. Seen by this step's stages and later steps. */
  readonly focus?: string;
  /** `#$name`: binds each item's position. */
  readonly index?: string;
}

/** What follows a step of a path. */
export type Stage = FilterStage | IndexStage;

/** `[expr]`: a position, a list of positions or a condition. */
export interface FilterStage {
  readonly kind: 'filter';
  readonly expression: ExpressionAst;
}

/** `#$name` after a filter. */
export interface IndexStage {
  readonly kind: 'index';
  readonly name: string;
}

/** `{key: value, …}` after an expression. */
export interface GroupClause {
  readonly pairs: readonly ObjectPair[];
}

/** `^(term, …)`. Only as a step of a path, never the first. Context inside: each item that is sorted. */
export interface SortNode extends NodeBase {
  readonly kind: 'sort';
  readonly terms: readonly SortTerm[];
}

/** One term of an order. */
export interface SortTerm {
  readonly descending: boolean;
  readonly expression: ExpressionAst;
}

/** Every operator with two operands. */
export type BinaryOperator = '+' | '-' | '*' | '/' | '%' | '=' | '!=' | '<' | '<=' | '>' | '>=' | '&' | 'and' | 'or' | 'in' | '..';

/** `..` occurs only directly among the items of an array constructor. */
export interface BinaryNode extends NodeBase {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly lhs: ExpressionAst;
  readonly rhs: ExpressionAst;
}

/** `-expr`. */
export interface NegateNode extends NodeBase {
  readonly kind: 'negate';
  readonly expression: ExpressionAst;
}

/** `[a, b, 1..9]`: items are joined; only an item that is itself an array constructor stays nested. */
export interface ArrayNode extends NodeBase {
  readonly kind: 'array';
  readonly items: readonly ExpressionAst[];
}

/** `{key: value, …}`: evaluated once per item of the context when the context is an array. */
export interface ObjectNode extends NodeBase {
  readonly kind: 'object';
  readonly pairs: readonly ObjectPair[];
}

/** One member of an object constructor. */
export interface ObjectPair {
  readonly key: ExpressionAst;
  readonly value: ExpressionAst;
}

/** `(a; b; c)`: a scope for `:=`; its value is the last one's. */
export interface BlockNode extends NodeBase {
  readonly kind: 'block';
  readonly expressions: readonly ExpressionAst[];
}

/** `condition ? then : else`, also what `??` and `?:` mean. */
export interface ConditionNode extends NodeBase {
  readonly kind: 'condition';
  readonly condition: ExpressionAst;
  readonly then: ExpressionAst;
  readonly else?: ExpressionAst;
}

/** `$name := value`: binds in the nearest enclosing block, lambda or expression; its value is the value bound. */
export interface BindNode extends NodeBase {
  readonly kind: 'bind';
  readonly name: string;
  readonly value: ExpressionAst;
}

/** `callee(arguments)`. Some built-in functions take the context for a first argument that is missing, see `built-in.ts`. */
export interface CallNode extends NodeBase {
  readonly kind: 'call';
  readonly callee: ExpressionAst;
  readonly arguments: readonly ExpressionAst[];
}

/** `callee(a, ?)`: a function of the arguments marked `?`. */
export interface PartialNode extends NodeBase {
  readonly kind: 'partial';
  readonly callee: ExpressionAst;
  readonly arguments: readonly ExpressionAst[];
}

/** `function($a, $b)<signature>{ body }`. The body's context is the context where the function is defined. */
export interface LambdaNode extends NodeBase {
  readonly kind: 'lambda';
  readonly parameters: readonly string[];
  /** For example `<s-n?:s>`, with its angle brackets. */
  readonly signature?: string;
  readonly body: ExpressionAst;
}

/** `|pattern|update, delete|`: a function that copies its argument. Context: the copy (pattern), each match (update, delete). */
export interface TransformNode extends NodeBase {
  readonly kind: 'transform';
  readonly pattern: ExpressionAst;
  readonly update: ExpressionAst;
  readonly delete?: ExpressionAst;
}

/** `lhs ~> rhs`: calls rhs with lhs (as its first argument when rhs is a call); composes when both are functions. */
export interface ApplyNode extends NodeBase {
  readonly kind: 'apply';
  readonly lhs: ExpressionAst;
  readonly rhs: ExpressionAst;
}
