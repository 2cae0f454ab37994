import { JQ_DEPTH_MAX, JQ_NODES_MAX } from './limits.ts';
import { readStringPiece, readToken, type StringPiece, type Token } from './lexer.ts';
import { JqSyntaxFault } from './syntax-fault.ts';

/** A place in a jq text that moves forward. It has a life (one parse), hence a class. Every method may throw {@link JqSyntaxFault}. */
export class Cursor {
  readonly #text: string;
  #next: Token;
  #depth = 0;
  #nodes = 0;

  constructor(text: string) {
    this.#text = text;
    this.#next = readToken(text, 0);
  }

  /** The token to come. */
  get next(): Token {
    return this.#next;
  }

  /** Takes the token to come. */
  take(): Token {
    const token = this.#next;
    this.#nodes += 1;
    if (this.#nodes > JQ_NODES_MAX * 2) throw new JqSyntaxFault('The expression has too many parts', token.offset);
    this.#next = readToken(this.#text, token.end);
    return token;
  }

  /** True when the token to come is this operator or keyword. */
  is(text: string): boolean {
    return (this.#next.kind === 'operator' || this.#next.kind === 'keyword') && this.#next.text === text;
  }

  /** Takes the operator or keyword when it comes. */
  accept(text: string): boolean {
    if (text === '?' && this.is('?//')) return this.#acceptHalf();
    if (!this.is(text)) return false;
    this.take();
    return true;
  }

  /** `.a?//1` means `.a? // 1`, as later versions of jq read it. */
  #acceptHalf(): boolean {
    const { end } = this.take();
    this.#next = { kind: 'operator', text: '//', offset: end - 2, end };
    return true;
  }

  /** Takes the operator or keyword, which must come. */
  expect(text: string): void {
    if (!this.accept(text)) throw new JqSyntaxFault(`'${text}' is expected here`, this.#next.offset);
  }

  /** Takes a token of a kind, which must come. */
  expectKind(kind: Token['kind'], name: string): Token {
    if (this.#next.kind !== kind) throw new JqSyntaxFault(`${name} is expected here`, this.#next.offset);
    return this.take();
  }

  /** Reads the text of a string literal from an offset; where the string ends, the token behind it comes next. */
  readString(from: number): StringPiece {
    const piece = readStringPiece(this.#text, from);
    this.#next = readToken(this.#text, piece.end);
    return piece;
  }

  /** Parses something one level deeper. */
  deeper<T>(parse: () => T): T {
    this.#depth += 1;
    if (this.#depth > JQ_DEPTH_MAX) throw new JqSyntaxFault(`The expression is nested more than ${JQ_DEPTH_MAX} deep`, this.#next.offset);
    const value = parse();
    this.#depth -= 1;
    return value;
  }
}
