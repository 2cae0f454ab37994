import { CHALLENGE_CHARACTERS_MAX } from './limits.ts';

/** One challenge of a `WWW-Authenticate` field. Names are in lower case. */
export interface Challenge {
  readonly scheme: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** A token, then what follows it: `=` and a value, or nothing (RFC 9110 §11.2, §11.3). */
const PART = /[\s,]*([!#$%&'*+.^_`|~\w-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([!#$%&'*+.^_`|~\w-]+)))?/uy;

/** Reads the challenges of a field, several fields joined by commas too (RFC 9110 §11.6.1). What cannot be read ends the list. */
export function parseChallenges(field: string): readonly Challenge[] {
  const text = field.slice(0, CHALLENGE_CHARACTERS_MAX);
  const challenges: { readonly scheme: string; readonly parameters: Map<string, string> }[] = [];
  PART.lastIndex = 0;
  for (let part = PART.exec(text); part !== null; part = PART.exec(text)) {
    const [, token = '', quoted, plain] = part;
    const value = quoted?.replace(/\\(.)/gu, '$1') ?? plain;
    if (value === undefined) challenges.push({ scheme: token.toLowerCase(), parameters: new Map() });
    else challenges.at(-1)?.parameters.set(token.toLowerCase(), value);
  }
  return challenges;
}
