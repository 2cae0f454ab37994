/** How `context.fail` ends an attempt: a code of the handler's closed catalogue and nothing else. */
export class HandlerError extends Error {
  override readonly name = 'HandlerError';
  readonly code: string;

  constructor(code: string) {
    super(`the handler failed with a code of its catalogue`);
    this.code = code;
  }
}

/** Why a handler ended in a way that its catalogue does not have; for the operator's log, and without any of its data. */
export type HandlerFaultReason = (typeof HANDLER_FAULT_REASONS)[number];

export const HANDLER_FAULT_REASONS = [
  'answer', 'path', 'refused', 'status', 'timeout', 'parameter', 'rows', 'value', 'transaction', 'database', 'statement', 'secret',
  'file', 'place', 'size', 'record', 'checksum', 'exists', 'crash', 'output', 'input', 'unbound', 'thrown', 'busy',
] as const;

/** Ends an attempt as `Uwf.HandlerFailed`. */
export class HandlerFault extends Error {
  override readonly name = 'HandlerFault';
  readonly reason: HandlerFaultReason;

  constructor(reason: HandlerFaultReason) {
    super(`the handler failed outside of its catalogue (${reason})`);
    this.reason = reason;
  }
}
