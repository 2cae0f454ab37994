import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { SecretStore } from '#shared/ports/secret-store.ts';

/** Secrets that are kept at most; the one that was asked for first goes first. */
const SECRETS_KEPT_MAX = 500;

/** How long a secret is kept: a rotation is seen after this time at the latest. */
const KEEP_MS_DEFAULT = 30_000;

interface Kept {
  readonly text: Promise<string>;
  readonly until: number;
}

/**
 * A store that asks another one, which is far away, once in a while for each secret; calls at the same time share one question. What was not found, or could
 * not be had, is asked for again at once. Errors: those of the other store.
 */
export function keepSecrets({ secrets, clock }: { readonly secrets: SecretStore; readonly clock: Clock }, { keepMs = KEEP_MS_DEFAULT }: { readonly keepMs?: number } = {}): SecretStore {
  const kept = new Map<string, Kept>();
  const ask = (name: string): Promise<string> => {
    const text = secrets.resolve({ name }).then((value) => JSON.stringify(value));
    const entry: Kept = { text, until: clock.now() + keepMs };
    kept.delete(name);
    kept.set(name, entry);
    const [oldest] = kept.keys();
    if (kept.size > SECRETS_KEPT_MAX && oldest !== undefined) kept.delete(oldest);
    text.catch(() => kept.get(name) === entry && kept.delete(name));
    return text;
  };
  return {
    resolve: async ({ name }) => {
      const found = kept.get(name);
      const text = await (found !== undefined && clock.now() < found.until ? found.text : ask(name));
      const value: JsonValue = JSON.parse(text);
      return value;
    },
  };
}
