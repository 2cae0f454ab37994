import type { JsonValue } from '../../kernel/json.ts';
import type { LinearRegex } from '../jsonata/regex.ts';

/**
 * A JSONPath as Step Functions reads it: the grammar of Jayway's implementation, with two roots of its own. Made by
 * `parseJsonPath`, evaluated any number of times, immutable.
 */
export interface JsonPath {
  /** As the author wrote it. */
  readonly text: string;
  readonly root: PathRoot;
  readonly steps: readonly PathStep[];
  /** Applied to what the steps select: `$.items.length()`. */
  readonly function?: PathFunctionName;
  /** A definite path selects one value or fails; any other gives an array of what it selects, which may be empty. */
  readonly isDefinite: boolean;
}

/** Where a path starts: `$`, the context object `$$`, a workflow variable `$name`, or the tested value `@` of a filter. */
export type PathRoot =
  | { readonly kind: 'input' }
  | { readonly kind: 'context' }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'current' };

/** One step of a path. `descent` makes the next step apply to the value and to everything beneath it. */
export type PathStep =
  | { readonly kind: 'member'; readonly name: string }
  | { readonly kind: 'members'; readonly names: readonly string[] }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'indices'; readonly indices: readonly number[] }
  | { readonly kind: 'slice'; readonly from?: number; readonly to?: number }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'filter'; readonly filter: FilterNode }
  | { readonly kind: 'descent' };

/** A condition between `[?(` and `)]`. */
export type FilterNode =
  | { readonly kind: 'and' | 'or'; readonly operands: readonly FilterNode[] }
  | { readonly kind: 'not'; readonly operand: FilterNode }
  | { readonly kind: 'exists'; readonly path: JsonPath }
  | { readonly kind: 'compare'; readonly operator: FilterOperator; readonly left: FilterOperand; readonly right: FilterOperand };

/** One side of a comparison. */
export type FilterOperand =
  | { readonly kind: 'path'; readonly path: JsonPath }
  | { readonly kind: 'literal'; readonly value: JsonValue }
  | { readonly kind: 'regex'; readonly regex: LinearRegex };

/** Operators of filters, longest first where one starts like another. */
export const FILTER_OPERATORS = ['==', '!=', '<=', '>=', '=~', '<', '>', 'in', 'nin', 'subsetof', 'anyof', 'noneof', 'contains', 'size', 'empty'] as const;

/** One of {@link FILTER_OPERATORS}. */
export type FilterOperator = (typeof FILTER_OPERATORS)[number];

/** Functions that may end a path. */
export const PATH_FUNCTIONS = ['length', 'size', 'keys', 'first', 'last', 'min', 'max', 'avg', 'sum', 'stddev'] as const;

/** One of {@link PATH_FUNCTIONS}. */
export type PathFunctionName = (typeof PATH_FUNCTIONS)[number];
