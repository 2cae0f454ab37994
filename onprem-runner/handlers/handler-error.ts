/** How `context.fail` ends an attempt: a code of the handler's closed catalogue and nothing else. */
export class HandlerError extends Error {
  override readonly name = 'HandlerError';
  readonly code: string;

  constructor(code: string) {
    super(`the handler failed with a code of its catalogue`);
    this.code = code;
  }
}
