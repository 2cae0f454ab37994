import { DOCUMENT_BYTES_MAX, SYNTAX_FINDINGS_MAX } from '../limits.ts';
import type { SourceFinding } from './finding.ts';

/** YAML 1.2 §5.1 `c-printable` the other way round, without U+FEFF at the very start; half surrogate pairs are no characters. */
const FORBIDDEN = /[^\P{Cc}\t\n\r\u0085]|[\uFEFF\uFFFE\uFFFF]|\p{Surrogate}/gu;

/** A byte order mark at the start says nothing about the text; editors do not count it either. */
export function withoutByteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** What is wrong with the raw text, before any parser sees it: its size and its characters. */
export function checkText(text: string): readonly SourceFinding[] {
  if (exceedsBytes(text, DOCUMENT_BYTES_MAX)) {
    return [{ code: 'UWF-1002', offset: 0, message: `the document is larger than ${DOCUMENT_BYTES_MAX} bytes` }];
  }
  const findings: SourceFinding[] = [];
  for (const match of text.matchAll(FORBIDDEN)) {
    findings.push({ code: 'UWF-1009', offset: match.index, message: `the character ${codePointName(match[0])} may not be in a document` });
    if (findings.length >= SYNTAX_FINDINGS_MAX) break;
  }
  return findings;
}

/** The first character that a string value may not have: PostgreSQL and UTF-8 cannot hold it, even when it came as an escape. */
export function forbiddenInString(value: string): string | undefined {
  if (value.includes('\0')) return codePointName('\0');
  const half = /\p{Surrogate}/u.exec(value);
  return half === null ? undefined : codePointName(half[0]);
}

function codePointName(character: string): string {
  return `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}

function exceedsBytes(text: string, max: number): boolean {
  if (text.length > max) return true;
  if (text.length * 3 <= max) return false;
  let bytes = 0;
  for (let index = 0; index < text.length; index += 1) bytes += utf8BytesOf(text.charCodeAt(index));
  return bytes > max;
}

/** UTF-8 bytes of one UTF-16 unit; each half of a surrogate pair counts as two. */
function utf8BytesOf(unit: number): number {
  if (unit < 0x80) return 1;
  if (unit < 0x800) return 2;
  return unit >= 0xd800 && unit <= 0xdfff ? 2 : 3;
}
