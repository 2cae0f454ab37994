import { valueAlong } from '../../definition/check/places.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '../../kernel/json.ts';

/**
 * What a function from outside of the document asks for although only the author may grant it: whoever serves the function would else decide what
 * leaves the bank in the clear, and where the author's secrets go. Its depth is bounded by the reader of documents.
 */
export function powersOf(value: JsonValue): readonly ('declassify' | 'secrets')[] {
  return (['declassify', 'secrets'] as const).filter((power) => asksFor[power](value));
}

const asksFor = {
  declassify: (value: JsonValue): boolean => valueAlong(value, ['metadata', 'uwf', 'declassify']) !== undefined || membersOf(value).some(asksFor.declassify),
  secrets: (value: JsonValue): boolean => (typeof value === 'string' ? /\$secrets?\b/u.test(value) : isBySecret(value) || membersOf(value).some(asksFor.secrets)),
};

/** `basic: {use: name}`: properties that a secret holds. */
function isBySecret(value: JsonValue): boolean {
  return isJsonObject(value) && SCHEMES.some((scheme) => valueAlong(value, [scheme, 'use']) !== undefined);
}

const SCHEMES = ['basic', 'bearer', 'digest', 'oauth2', 'oidc'];

function membersOf(value: JsonValue): readonly JsonValue[] {
  if (isJsonArray(value)) return value;
  return isJsonObject(value) ? Object.values(value) : [];
}
