/** A place in a text that is being parsed. It changes in place and lives as long as one parse. */
export interface Reader {
  readonly text: string;
  at: number;
  /** Levels that the parse is inside of. */
  depth: number;
}

/** Thrown through a parse and caught at its entrance; never leaves its folder. */
export class SyntaxFault extends Error {
  override readonly name = 'SyntaxFault';
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

/** Why a text does not parse. Quotes nothing but the author's own text. */
export interface PathSyntaxError {
  readonly message: string;
  /** Offset in the text, from 0. */
  readonly position: number;
}

/** Ends the parse. */
export function refuse(reader: Reader, message: string): never {
  throw new SyntaxFault(message, reader.at);
}

/** The character at the place; empty at the end. */
export function peek(reader: Reader): string {
  return reader.text.charAt(reader.at);
}

/** Moves over blanks. */
export function skipBlanks(reader: Reader): void {
  while (/^[ \t\r\n]$/.test(peek(reader))) reader.at += 1;
}

/** Moves over a token if it is next. */
export function take(reader: Reader, token: string): boolean {
  if (!reader.text.startsWith(token, reader.at)) return false;
  reader.at += token.length;
  return true;
}

/** Moves over a token that must be next. */
export function expect(reader: Reader, token: string): void {
  if (!take(reader, token)) refuse(reader, `Expected ${token}`);
}

/** Moves over what a sticky pattern matches here, and gives it. */
export function takePattern(reader: Reader, pattern: RegExp): string | undefined {
  const sticky = new RegExp(pattern.source, `${pattern.flags.replace(/[gy]/g, '')}y`);
  sticky.lastIndex = reader.at;
  const found = sticky.exec(reader.text)?.[0];
  if (found !== undefined) reader.at += found.length;
  return found;
}
