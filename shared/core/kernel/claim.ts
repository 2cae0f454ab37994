import { isJsonObject, type JsonObject, type JsonValue } from './json.ts';

/** The one member of a claim. */
const MEMBER = 'uwf:claim';
const DIGEST = /^[0-9a-f]{64}$/u;

/** What is kept in the place of a value that was put away (claim check): a digest, which says nothing of the value. */
export function claimFor(digest: string): JsonObject {
  return { [MEMBER]: digest };
}

/** True for an object that has the member of a claim, whoever wrote it: it must not be mistaken for one of ours. */
export function looksLikeClaim(value: JsonValue): boolean {
  return isJsonObject(value) && Object.hasOwn(value, MEMBER);
}

/** The digest of a claim; undefined for any other value. */
export function digestOfClaim(value: JsonValue): string | undefined {
  if (!isJsonObject(value) || Object.keys(value).length !== 1) return undefined;
  const digest = value[MEMBER];
  return typeof digest === 'string' && DIGEST.test(digest) ? digest : undefined;
}

/** The blob that a claim stands for. The execution is told by whoever redeems it: a claim that was copied elsewhere leads to nothing. */
export function claimBlobName(executionId: string, digest: string): string {
  return `claims/${executionId}/${digest}`;
}
