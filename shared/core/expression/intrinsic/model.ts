import type { JsonValue } from '../../kernel/json.ts';
import type { JsonPath } from '../jsonpath/model.ts';

/** Names of the functions, and how many arguments each takes (developer guide, "Intrinsic functions"). */
export const INTRINSIC_ARITIES = {
  'States.Format': { min: 1, max: Number.POSITIVE_INFINITY },
  'States.StringToJson': { min: 1, max: 1 },
  'States.JsonToString': { min: 1, max: 1 },
  'States.Array': { min: 0, max: Number.POSITIVE_INFINITY },
  'States.ArrayPartition': { min: 2, max: 2 },
  'States.ArrayContains': { min: 2, max: 2 },
  'States.ArrayRange': { min: 3, max: 3 },
  'States.ArrayGetItem': { min: 2, max: 2 },
  'States.ArrayLength': { min: 1, max: 1 },
  'States.ArrayUnique': { min: 1, max: 1 },
  'States.Base64Encode': { min: 1, max: 1 },
  'States.Base64Decode': { min: 1, max: 1 },
  'States.Hash': { min: 2, max: 2 },
  'States.JsonMerge': { min: 3, max: 3 },
  'States.MathRandom': { min: 2, max: 3 },
  'States.MathAdd': { min: 2, max: 2 },
  'States.StringSplit': { min: 2, max: 2 },
  'States.UUID': { min: 0, max: 0 },
} as const satisfies { readonly [name: string]: { readonly min: number; readonly max: number } };

/** Name of an intrinsic function. */
export type IntrinsicName = keyof typeof INTRINSIC_ARITIES;

/** An invocation of an intrinsic function, parsed. */
export interface IntrinsicCall {
  readonly kind: 'call';
  /** As the author wrote it. */
  readonly text: string;
  readonly name: IntrinsicName;
  readonly arguments: readonly IntrinsicArgument[];
}

/** One argument. Of a text, `source` is what stands between the quotes: only `States.Format` still needs its escapes. */
export type IntrinsicArgument =
  | IntrinsicCall
  | { readonly kind: 'text'; readonly value: string; readonly source: string }
  | { readonly kind: 'literal'; readonly value: JsonValue }
  | { readonly kind: 'path'; readonly path: JsonPath };
