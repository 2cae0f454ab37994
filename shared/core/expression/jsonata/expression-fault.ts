/**
 * What our parts of the engine throw through it: the package throws plain objects of the same shape, and adds the position to those
 * that have none. Never leaves this folder: callers get a Result.
 */
export class ExpressionFault extends Error {
  override readonly name = 'ExpressionFault';
  readonly code: string;
  readonly position?: number;
  /** Of a regular expression: what is not supported. */
  readonly construct?: string;

  constructor(code: string, more: { readonly position?: number; readonly construct?: string } = {}) {
    super(code);
    this.code = code;
    if (more.position !== undefined) this.position = more.position;
    if (more.construct !== undefined) this.construct = more.construct;
  }
}
