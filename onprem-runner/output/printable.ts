/** Control characters and the marks that turn the direction of text: a terminal would obey them. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/** Text from outside made safe for one line of a terminal: nothing in it moves the cursor, rings a bell or hides a part. */
export function printable(text: string): string {
  return text.replace(UNSAFE, (character) => (character === '\t' ? ' ' : `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`));
}
