import type { JsonValue } from '#shared/core/kernel/json.ts';

/** How an attempt ends in a case. */
export type WorkEnd =
  | { readonly ok: true; readonly output: JsonValue; readonly afterSeconds?: number }
  | { readonly ok: false; readonly error: string; readonly cause: string; readonly afterSeconds?: number };
