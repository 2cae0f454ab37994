import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { Result } from '#shared/core/kernel/result.ts';

/**
 * Secrets of one zone by name, for the executors of tasks alone: a secret reaches no history, log, error or answer. What it returns is
 * asked for at each call, or kept for seconds, so that a secret can be changed while the system runs.
 * Errors: `UWF-4043` (no secret of that name), `UWF-5006` (the secret is there and cannot be used; the operator's to mend), `UWF-5001` (a store that is a
 * service of its own is away, retryable).
 */
export interface SecretStore {
  /** A text, or an object whose members are used one by one. */
  resolve(request: { readonly name: string }): Promise<JsonValue>;
}

/**
 * Puts secrets in the places of their references (`{"uwf:secret": name, "member"?: path}`) inside of a value; how executors get at secrets.
 * The error is the JSON Pointer of a reference that leads nowhere.
 */
export type SecretResolver = (value: JsonValue) => Promise<Result<JsonValue, string>>;
