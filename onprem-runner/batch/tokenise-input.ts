import { WorkflowInputError } from '#shared/client/errors.ts';
import type { InputTokeniser, TokeniseRequest } from '#shared/client/index.ts';
import { pointerTokens } from '#shared/core/kernel/json-pointer.ts';
import { isJsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { TOKEN_PREFIX } from '#shared/core/tier/token.ts';
import { isBindingText, WORKFLOW_PURPOSE } from '#shared/core/vault/binding.ts';
import type { Tokeniser, VaultEntry } from '#shared/ports/vault.ts';
import { createGroupTokeniser } from './group-tokeniser.ts';

export interface TokeniseOptions {
  /** Absent in a dry run: nothing is stored then, and tokens stand for nothing. */
  readonly vault?: Tokeniser;
  /** Who asks, for the audit log. */
  readonly actor: string;
  /** JSON Pointer of the field of an input that names the person whose data it is. */
  readonly subject: string;
}

/** Puts the fields of a batch's inputs into the vault, and counts them. */
export interface BatchTokeniser extends InputTokeniser {
  /** Values for which there are tokens now, by the origin of their field. */
  readonly counts: ReadonlyMap<string, number>;
}

/** What the values of a batch may be revealed for: the workflow that they are sent to. */
const PURPOSES: readonly string[] = [WORKFLOW_PURPOSE];
const NO_VAULT: Tokeniser = { tokenise: ({ entries }) => Promise.resolve(entries.map(() => TOKEN_PREFIX)) };

/**
 * Puts the Tier 1 fields of inputs into the vault, those of a group of lines in one transaction. The source of a value is the idempotency key of its line and
 * its place there: a line that is sent again, after a crash too, is the same request with the same tokens, and nothing is stored twice; what two lines hold
 * cannot be compared. Errors: `WorkflowInputError` for an input that does not say whose it is; those of the vault.
 */
export function createInputTokeniser({ vault, actor, subject }: TokeniseOptions): BatchTokeniser {
  const group = vault === undefined ? NO_VAULT : createGroupTokeniser(vault, actor);
  const counts = new Map<string, number>();
  return {
    counts,
    tokenise: async (request) => {
      const person = personIn(request.input, subject);
      const tokens = await group.tokenise({ actor, entries: request.fields.map((field) => entryOf(request, person, field)) });
      for (const { origin } of request.fields) counts.set(origin, (counts.get(origin) ?? 0) + 1);
      return tokens;
    },
  };
}

function entryOf({ tenant, definition, principal, idempotencyKey }: TokeniseRequest, person: string, { origin, pointer, value }: TokeniseRequest['fields'][number]): VaultEntry {
  const binding = { tenant, definition, pointer: origin, principal };
  return { value, subject: person, purposes: PURPOSES, binding, ...(idempotencyKey === undefined ? {} : { source: `${idempotencyKey} ${pointer}` }) };
}

function personIn(input: JsonValue, subject: string): string {
  const id = pointerTokens(subject).reduce<JsonValue | undefined>((value, name) => (isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined), input);
  const text = typeof id === 'number' ? String(id) : id;
  if (isBindingText('subject', text)) return text;
  throw new WorkflowInputError([{ pointer: subject, message: 'must name the person whose data this is' }]);
}
