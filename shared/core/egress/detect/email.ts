import { classesAt, DIGIT, LETTER } from '../characters.ts';
import type { Detector } from './detector.ts';

const LOCAL_PART = /[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~"-]/u;
const DOMAIN = /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.){1,8}(?:\p{L}{2,24}|xn--[a-z0-9-]{1,59})(?![\p{L}\p{N}])/iu;
/** `package@1.2.3-beta.one`: what follows is a version. */
const VERSION = /^v?\d+\.\d+(?:\.\d+|[.-])/iu;
/** Characters of a domain that are looked at (RFC 1035 §2.3.4 allows 253). */
const DOMAIN_CHARACTERS_MAX = 320;
/** Of an address inside of what was encoded: one digest in some ten thousand spells a shorter one by chance. */
const INNER_CHARACTERS_MIN = 9;

/** E-mail addresses (RFC 5321 §4.1.2, with RFC 6531's letters): a local part and a domain with a top level of letters. */
export const emailDetector: Detector = { name: 'email', finds: ({ text, features, isInner }) => features.hasAt && findsEmail(text, isInner === true ? INNER_CHARACTERS_MIN : 0) };

function findsEmail(text: string, charactersMin: number): boolean {
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const domain = domainIn(text.slice(at + 1, at + 1 + DOMAIN_CHARACTERS_MAX));
    if (domain !== undefined && hasLocalPart(text, at) && localCharacters(text, at, charactersMin) + 1 + domain.length >= charactersMin) return true;
  }
  return false;
}

function hasLocalPart(text: string, at: number): boolean {
  return (classesAt(text, at - 1) & (DIGIT | LETTER)) !== 0 || (at > 0 && LOCAL_PART.test(text[at - 1] ?? ''));
}

function domainIn(rest: string): string | undefined {
  return VERSION.test(rest) ? undefined : DOMAIN.exec(rest)?.[0];
}

/** Characters of the local part, counted no further than needed. */
function localCharacters(text: string, at: number, enough: number): number {
  let count = 0;
  while (count < enough && LOCAL_PART.test(text[at - 1 - count] ?? '')) count += 1;
  return count;
}
