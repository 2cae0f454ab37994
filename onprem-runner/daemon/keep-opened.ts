import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { SealedHeader } from '#shared/core/tier/sealed.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { Unsealer } from '#shared/ports/sealer.ts';

export interface KeepOpenedOptions {
  readonly clock: Clock;
  /** How long an opened value is kept. */
  readonly keepMs: number;
  /** How many are kept. */
  readonly valuesMax: number;
}

interface Kept {
  /** As text, so that nobody changes what another one gets. */
  readonly text: string;
  readonly header: SealedHeader;
  readonly until: number;
}

/**
 * An unsealer that keeps what it has opened for a short while: the tasks of one run get the same sealed values one after the other, and opening one takes
 * about a millisecond of a processor. The very same text opens to the very same value, so nothing is decided here; failures are not kept.
 */
export function keepOpened(unsealer: Unsealer, options: KeepOpenedOptions): Unsealer {
  const kept = new Map<string, Kept>();
  return {
    async unseal({ sealed }) {
      const now = options.clock.now();
      const known = kept.get(sealed);
      if (known !== undefined && known.until > now) return { value: parseText(known.text), header: known.header };
      const opened = await unsealer.unseal({ sealed });
      forgetOldest(kept, { now, valuesMax: options.valuesMax });
      kept.set(sealed, { text: JSON.stringify(opened.value), header: opened.header, until: now + options.keepMs });
      return opened;
    },
  };
}

/** Entries are in the order in which their time ends. */
function forgetOldest(kept: Map<string, Kept>, { now, valuesMax }: { readonly now: number; readonly valuesMax: number }): void {
  for (const [sealed, { until }] of kept) {
    if (until > now && kept.size < valuesMax) return;
    kept.delete(sealed);
  }
}

function parseText(text: string): JsonValue {
  return JSON.parse(text) as JsonValue;
}
