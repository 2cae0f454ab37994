/** What ends the parsing of a text that is not jq. Never leaves this folder: callers get a Result. */
export class JqSyntaxFault extends Error {
  override readonly name = 'JqSyntaxFault';
  readonly offset: number;
  /** What is refused, when it is a part of jq. */
  readonly construct?: string;

  constructor(message: string, offset: number, construct?: string) {
    super(message);
    this.offset = offset;
    if (construct !== undefined) this.construct = construct;
  }
}
