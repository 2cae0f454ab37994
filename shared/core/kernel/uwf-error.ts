import { operationErrorCatalogue, type OperationErrorCode, type OperationErrorEntry } from './error-catalogue.ts';
import type { JsonObject } from './json.ts';

/** A failing operation, for its operator or caller. `detail` and `details` hold pointers, names and numbers; never Tier 1 values. */
export class UwfError extends Error {
  override readonly name = 'UwfError';
  readonly code: OperationErrorCode;
  readonly details: JsonObject;

  constructor(code: OperationErrorCode, detail?: string, more: { readonly details?: JsonObject; readonly cause?: unknown } = {}) {
    super(detail ?? operationErrorCatalogue[code].title, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.details = more.details ?? {};
  }

  /** What the catalogue says of this kind of failure. */
  get entry(): OperationErrorEntry {
    return operationErrorCatalogue[this.code];
  }
}
