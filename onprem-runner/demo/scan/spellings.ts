/** Bytes below which a value is too common to be told from chance. */
export const SCANNED_BYTES_MIN = 8;

/**
 * Every spelling under which a text may lie in a store or a log: as it is, escaped inside of JSON (both ways that writers use), in a URL,
 * in hexadecimal, and inside of a base64 text at any of the three alignments.
 */
export function spellingsOf(value: string): readonly Buffer[] {
  const raw = Buffer.from(value, 'utf8');
  const escaped = JSON.stringify(value).slice(1, -1);
  const texts = [escaped, asciiEscaped(value), JSON.stringify(escaped).slice(1, -1), encodeURIComponent(raw.toString('utf8')), raw.toString('hex'), raw.toString('hex').toUpperCase()];
  const base64 = [0, 1, 2].flatMap((lead) => base64Inside(raw, lead));
  const all = [raw, ...[...texts, ...base64].map((text) => Buffer.from(text, 'utf8'))];
  return [...new Map(all.map((spelling) => [spelling.toString('latin1'), spelling])).values()].filter((spelling) => spelling.length >= SCANNED_BYTES_MIN);
}

/** The way of writers that keep JSON in ASCII. */
function asciiEscaped(value: string): string {
  return JSON.stringify(value)
    .slice(1, -1)
    .replace(/[\u007f-\uffff]/gu, (character) => [...utf16Units(character)].map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join(''));
}

function* utf16Units(text: string): Iterable<number> {
  for (let index = 0; index < text.length; index += 1) yield text.charCodeAt(index);
}

/** The characters that a value determines alone when `lead` other bytes stand before it in its group of three. */
function base64Inside(raw: Buffer, lead: number): readonly string[] {
  const bits = (lead + raw.length) * 8;
  const text = Buffer.concat([Buffer.alloc(lead), raw]).toString('base64').slice(Math.ceil((lead * 8) / 6), Math.floor(bits / 6));
  return [text, text.replaceAll('+', '-').replaceAll('/', '_')];
}
