import type { JsonObject } from '#shared/core/kernel/json.ts';
import type { HandlerEffect } from '../define-handler.ts';

/** What the reader of a kind knows of the rest of its declaration. */
export interface KindReading {
  readonly input: JsonObject;
  /** Codes of the handler's catalogue of errors. */
  readonly codes: readonly string[];
  readonly effect: HandlerEffect;
}
