/** What is known of a built-in function. */
export interface BuiltInFunction {
  /** JSONata's notation: `<s-nn?:s>`. A `-` after a parameter: the context stands in for it when it is missing. */
  readonly signature: string;
  /** `aws`: added by Step Functions, not in JSONata itself. */
  readonly origin: 'jsonata' | 'aws';
  /** False when two calls with equal arguments may differ: time and randomness come from the event. */
  readonly deterministic: boolean;
}

const JSONATA_SIGNATURES: { readonly [name: string]: string } = {
  sum: '<a<n>:n>', count: '<a:n>', max: '<a<n>:n>', min: '<a<n>:n>', average: '<a<n>:n>',
  string: '<x-b?:s>', substring: '<s-nn?:s>', substringBefore: '<s-s:s>', substringAfter: '<s-s:s>',
  lowercase: '<s-:s>', uppercase: '<s-:s>', length: '<s-:n>', trim: '<s-:s>', pad: '<s-ns?:s>',
  match: '<s-f<s:o>n?:a<o>>', contains: '<s-(sf):b>', replace: '<s-(sf)(sf)n?:s>', split: '<s-(sf)n?:a<s>>', join: '<a<s>s?:s>',
  formatNumber: '<n-so?:s>', formatBase: '<n-n?:s>', formatInteger: '<n-s:s>', parseInteger: '<s-s:n>', number: '<(nsb)-:n>',
  floor: '<n-:n>', ceil: '<n-:n>', round: '<n-n?:n>', abs: '<n-:n>', sqrt: '<n-:n>', power: '<n-n:n>',
  boolean: '<x-:b>', not: '<x-:b>', map: '<af>', zip: '<a+>', filter: '<af>', single: '<af?>', reduce: '<afj?:j>',
  sift: '<o-f?:o>', keys: '<x-:a<s>>', lookup: '<x-s:x>', append: '<xx:a>', exists: '<x:b>', spread: '<x-:a<o>>', merge: '<a<o>:o>',
  reverse: '<a:a>', each: '<o-f:a>', error: '<s?:x>', assert: '<bs?:x>', type: '<x:s>', sort: '<af?:a>', distinct: '<x:x>',
  base64encode: '<s-:s>', base64decode: '<s-:s>',
  encodeUrlComponent: '<s-:s>', encodeUrl: '<s-:s>', decodeUrlComponent: '<s-:s>', decodeUrl: '<s-:s>',
  toMillis: '<s-s?:n>', fromMillis: '<n-s?s?:s>', clone: '<(oa)-:o>',
};

const TIME_AND_RANDOMNESS: { readonly [name: string]: string } = { now: '<s?s?:s>', millis: '<:n>', shuffle: '<a:a>' };

/** Step Functions' own functions; `$random` takes a seed there. */
const AWS_SIGNATURES: { readonly [name: string]: string } = { partition: '<an:a>', range: '<nnn:a>', hash: '<ss:s>', parse: '<s:x>' };
const AWS_RANDOMNESS: { readonly [name: string]: string } = { random: '<n?:n>', uuid: '<:s>' };

/** Every function that an expression can call without defining it, by name without `$`. `$eval` is not among them. */
export const BUILT_IN_FUNCTIONS: ReadonlyMap<string, BuiltInFunction> = new Map<string, BuiltInFunction>([
  ...entries(JSONATA_SIGNATURES, 'jsonata', true),
  ...entries(TIME_AND_RANDOMNESS, 'jsonata', false),
  ...entries(AWS_SIGNATURES, 'aws', true),
  ...entries(AWS_RANDOMNESS, 'aws', false),
]);

/** True for the name, without `$`, of a function that needs no definition. */
export function isBuiltinFunction(name: string): boolean {
  return BUILT_IN_FUNCTIONS.has(name);
}

function entries(
  signatures: { readonly [name: string]: string },
  origin: BuiltInFunction['origin'],
  deterministic: boolean,
): readonly (readonly [string, BuiltInFunction])[] {
  return Object.entries(signatures).map(([name, signature]) => [name, { signature, origin, deterministic }]);
}
