import { setImmediate as turn } from 'node:timers/promises';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { VAULT_PUT_VALUES_MAX } from '#shared/core/vault/limits.ts';
import type { Tokeniser, VaultEntry } from '#shared/ports/vault.ts';

/** The values of one line, and who waits for their tokens. */
interface Waiting {
  readonly entries: readonly VaultEntry[];
  readonly resolve: (tokens: readonly string[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A vault for many lines at a time, all of one actor: what is asked for while a transaction runs goes into the next one together, so that there is one
 * transaction and one record of the audit log for a group of lines. All values of a line or none, unless one line has more than a transaction takes. What is
 * wrong with one line is told to this line alone. Errors: those of `Tokeniser`.
 */
export function createGroupTokeniser(vault: Tokeniser, actor: string): Tokeniser {
  const waiting: Waiting[] = [];
  let isWorking = false;
  const work = async (): Promise<void> => {
    isWorking = true;
    // The lines of this turn come together.
    await turn();
    while (waiting.length > 0) await tokeniseGroup(vault, actor, takeGroup(waiting));
    isWorking = false;
  };
  return {
    tokenise: ({ entries }) =>
      new Promise((resolve, reject) => {
        waiting.push({ entries, resolve, reject });
        if (!isWorking) void work();
      }),
  };
}

/** The first lines, as many as one transaction takes; at least one. */
function takeGroup(waiting: Waiting[]): readonly Waiting[] {
  let values = 0;
  const next = waiting.findIndex(({ entries }, index) => (values += entries.length) > VAULT_PUT_VALUES_MAX && index > 0);
  return waiting.splice(0, next < 0 ? waiting.length : next);
}

/** Never rejects: whoever waits is told. */
async function tokeniseGroup(vault: Tokeniser, actor: string, group: readonly Waiting[]): Promise<void> {
  try {
    const tokens = await tokeniseAll(vault, actor, group.flatMap(({ entries }) => entries));
    let from = 0;
    for (const { entries, resolve } of group) resolve(tokens.slice(from, (from += entries.length)));
  } catch (error) {
    if (group.length === 1 || !isAboutOneLine(error)) for (const { reject } of group) reject(error);
    else for (const one of group) await tokeniseGroup(vault, actor, [one]);
  }
}

async function tokeniseAll(vault: Tokeniser, actor: string, entries: readonly VaultEntry[]): Promise<readonly string[]> {
  const tokens: string[] = [];
  for (let from = 0; from < entries.length; from += VAULT_PUT_VALUES_MAX) {
    tokens.push(...(await vault.tokenise({ actor, entries: entries.slice(from, from + VAULT_PUT_VALUES_MAX) })));
  }
  return tokens;
}

/** A value that the vault does not take, in whichever line it is: nothing was stored. What fails by the vault fails for all. */
function isAboutOneLine(error: unknown): boolean {
  return error instanceof UwfError && error.entry.disposition === 'terminal' && error.entry.status < 500;
}
