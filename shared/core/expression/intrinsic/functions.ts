import type { JsonArray, JsonValue } from '../../kernel/json.ts';
import type { RandomSource } from '../../kernel/random.ts';
import { asArray, asObject, asText, checkDepth, refuseArgument } from './arguments.ts';
import { contains, getItem, partition, range, unique } from './arrays.ts';
import { format } from './format.ts';
import type { IntrinsicName } from './model.ts';
import { add, random, uuid } from './numbers.ts';
import { base64Decode, base64Encode, hash, parseJsonText, printJson, split } from './texts.ts';

type Implementation = (values: JsonArray, source: RandomSource) => JsonValue;

/** `States.JsonMerge(a, b, false)`: members of the second win; only the shallow mode exists, as on AWS. */
function merge(values: JsonArray): JsonValue {
  if (values[2] !== false) return refuseArgument(2, 'false');
  return { ...asObject(values, 0), ...asObject(values, 1) };
}

function formatTemplate(values: JsonArray): JsonValue {
  const template = asText(values, 0);
  checkDepth(values);
  return format(template, values.slice(1));
}

/** What each function does with its arguments. A fault ends the evaluation; the parser has checked how many there are. */
export const INTRINSIC_FUNCTIONS: { readonly [K in IntrinsicName]: Implementation } = {
  'States.Format': formatTemplate,
  'States.StringToJson': parseJsonText,
  'States.JsonToString': printJson,
  'States.Array': (values) => values,
  'States.ArrayPartition': partition,
  'States.ArrayContains': contains,
  'States.ArrayRange': range,
  'States.ArrayGetItem': getItem,
  'States.ArrayLength': (values) => asArray(values, 0).length,
  'States.ArrayUnique': unique,
  'States.Base64Encode': base64Encode,
  'States.Base64Decode': base64Decode,
  'States.Hash': hash,
  'States.JsonMerge': merge,
  'States.MathRandom': random,
  'States.MathAdd': add,
  'States.StringSplit': split,
  'States.UUID': (_values, source) => uuid(source),
};
