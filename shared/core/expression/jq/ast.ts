/**
 * The tree of a jq expression (jq 1.7 manual; without modules). Immutable plain data. `offset` is where the part starts in the text,
 * from 0.
 */
export type JqExpression =
  | JqIdentity
  | JqRecurse
  | JqLiteral
  | JqVariable
  | JqString
  | JqFormat
  | JqArray
  | JqObject
  | JqIndex
  | JqSlice
  | JqIterate
  | JqTry
  | JqNegate
  | JqBinary
  | JqAssign
  | JqPipe
  | JqComma
  | JqBind
  | JqReduce
  | JqForeach
  | JqCondition
  | JqCall
  | JqDefine
  | JqLabel
  | JqBreak;

interface Node {
  readonly offset: number;
}

/** `.` */
export interface JqIdentity extends Node {
  readonly kind: 'identity';
}

/** `..` */
export interface JqRecurse extends Node {
  readonly kind: 'recurse';
}

/** A number, `true`, `false`, `null`, or a string without interpolation. */
export interface JqLiteral extends Node {
  readonly kind: 'literal';
  readonly value: string | number | boolean | null;
}

/** `$name`, without `$`. */
export interface JqVariable extends Node {
  readonly kind: 'variable';
  readonly name: string;
}

/** `"a\(b)c"`, perhaps behind a format: `@uri "…\(b)"`. Texts and expressions in order. */
export interface JqString extends Node {
  readonly kind: 'string';
  readonly format?: string;
  readonly parts: readonly (string | JqExpression)[];
}

/** `@base64` on its own. */
export interface JqFormat extends Node {
  readonly kind: 'format';
  readonly name: string;
}

/** `[…]`: everything that the body yields. */
export interface JqArray extends Node {
  readonly kind: 'array';
  readonly body?: JqExpression;
}

/** `{…}` with its short forms written out. */
export interface JqObject extends Node {
  readonly kind: 'object';
  readonly entries: readonly JqEntry[];
}

/** One member of an object construction. */
export interface JqEntry {
  readonly key: JqExpression;
  readonly value: JqExpression;
}

/** `target[key]`; `.a` is `.["a"]`. */
export interface JqIndex extends Node {
  readonly kind: 'index';
  readonly target: JqExpression;
  readonly key: JqExpression;
  /** Followed by `?`. */
  readonly optional: boolean;
}

/** `target[from:to]`. */
export interface JqSlice extends Node {
  readonly kind: 'slice';
  readonly target: JqExpression;
  readonly from?: JqExpression;
  readonly to?: JqExpression;
  readonly optional: boolean;
}

/** `target[]`. */
export interface JqIterate extends Node {
  readonly kind: 'iterate';
  readonly target: JqExpression;
  readonly optional: boolean;
}

/** `try body catch handler`; `(body)?` has no handler. */
export interface JqTry extends Node {
  readonly kind: 'try';
  readonly body: JqExpression;
  readonly handler?: JqExpression;
}

/** `-expression`. */
export interface JqNegate extends Node {
  readonly kind: 'negate';
  readonly expression: JqExpression;
}

/** Operators that compute a value from two, and `//`. */
export type JqOperator = '+' | '-' | '*' | '/' | '%' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'and' | 'or' | '//';

/** `left operator right`. */
export interface JqBinary extends Node {
  readonly kind: 'binary';
  readonly operator: JqOperator;
  readonly left: JqExpression;
  readonly right: JqExpression;
}

/** Operators that give a changed copy of the input. */
export type JqAssignment = '=' | '|=' | '+=' | '-=' | '*=' | '/=' | '%=' | '//=';

/** `target operator value`. */
export interface JqAssign extends Node {
  readonly kind: 'assign';
  readonly operator: JqAssignment;
  readonly target: JqExpression;
  readonly value: JqExpression;
}

/** `left | right`. */
export interface JqPipe extends Node {
  readonly kind: 'pipe';
  readonly left: JqExpression;
  readonly right: JqExpression;
}

/** `left, right`. */
export interface JqComma extends Node {
  readonly kind: 'comma';
  readonly left: JqExpression;
  readonly right: JqExpression;
}

/** What `as` binds. */
export type JqPattern =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'array'; readonly items: readonly JqPattern[] }
  | { readonly kind: 'object'; readonly entries: readonly JqPatternEntry[] };

/** `{a: pattern}`, `{$a}` (a key and a variable), `{$a: pattern}` (all three). */
export interface JqPatternEntry {
  readonly key: JqExpression;
  readonly variable?: string;
  readonly pattern?: JqPattern;
}

/** `source as pattern | body`; with `?//` there is more than one pattern. */
export interface JqBind extends Node {
  readonly kind: 'bind';
  readonly source: JqExpression;
  readonly patterns: readonly JqPattern[];
  readonly body: JqExpression;
}

/** `reduce source as pattern (init; update)`. */
export interface JqReduce extends Node {
  readonly kind: 'reduce';
  readonly source: JqExpression;
  readonly pattern: JqPattern;
  readonly init: JqExpression;
  readonly update: JqExpression;
}

/** `foreach source as pattern (init; update; extract)`. */
export interface JqForeach extends Node {
  readonly kind: 'foreach';
  readonly source: JqExpression;
  readonly pattern: JqPattern;
  readonly init: JqExpression;
  readonly update: JqExpression;
  readonly extract?: JqExpression;
}

/** `if condition then then else else end`; without `else` the input stays as it is. */
export interface JqCondition extends Node {
  readonly kind: 'condition';
  readonly condition: JqExpression;
  readonly then: JqExpression;
  readonly else?: JqExpression;
}

/** `name(a; b)`. */
export interface JqCall extends Node {
  readonly kind: 'call';
  readonly name: string;
  readonly arguments: readonly JqExpression[];
}

/** `def name(parameters): body; rest`. */
export interface JqDefine extends Node {
  readonly kind: 'define';
  readonly name: string;
  readonly parameters: readonly string[];
  readonly body: JqExpression;
  readonly rest: JqExpression;
}

/** `label $name | body`. */
export interface JqLabel extends Node {
  readonly kind: 'label';
  readonly name: string;
  readonly body: JqExpression;
}

/** `break $name`. */
export interface JqBreak extends Node {
  readonly kind: 'break';
  readonly name: string;
}
