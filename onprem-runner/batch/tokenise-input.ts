import { WorkflowInputError } from '#shared/client/errors.ts';
import type { InputTokeniser } from '#shared/client/index.ts';
import { pointerTokens } from '#shared/core/kernel/json-pointer.ts';
import { isJsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import type { Tokeniser } from '#shared/ports/vault.ts';

export interface TokeniseOptions {
  readonly vault: Tokeniser;
  /** Who asks, for the audit log. */
  readonly actor: string;
  /** JSON Pointer of the field of an input that names the person whose data it is. */
  readonly subject: string;
}

/** What the values of a batch may be revealed for: the workflow that they are sent to. */
const PURPOSES: readonly string[] = ['workflow'];

/**
 * Puts the Tier 1 fields of an input into the vault, one transaction for each input. The same value of the same person gets the same token: a line that is
 * sent again after a crash must be the same request. Errors: `WorkflowInputError` for an input that does not say whose it is; those of the vault.
 */
export function createInputTokeniser({ vault, actor, subject }: TokeniseOptions): InputTokeniser {
  return {
    tokenise: async ({ input, tenant, definition, principal, fields }) => {
      const id = valueAt(input, subject);
      if ((typeof id !== 'string' || id === '') && typeof id !== 'number') throw new WorkflowInputError([{ pointer: subject, message: 'must name the person whose data this is' }]);
      const entries = fields.map(({ origin, value }) => ({ value, subject: String(id), purposes: PURPOSES, deterministic: true, binding: { tenant, definition, pointer: origin, principal } }));
      return vault.tokenise({ actor, entries });
    },
  };
}

function valueAt(input: JsonValue, pointer: string): JsonValue | undefined {
  return pointerTokens(pointer).reduce<JsonValue | undefined>((value, name) => (isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined), input);
}
