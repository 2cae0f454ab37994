import type { JsonValue } from '#shared/core/kernel/json.ts';
import { keyStateOf, type KeyCard, type KeyRecord, type KeyRing } from '#shared/core/protocol/ring.ts';
import { printListing, type OutputFormat } from '../output/format.ts';
import type { TableColumn } from '../output/table.ts';
import type { CommandContext } from './context.ts';

const CARD_COLUMNS: readonly TableColumn<KeyCard>[] = [
  { title: 'KID', cell: (key) => key.kid },
  { title: 'USE', cell: (key) => key.use },
  { title: 'ALGORITHM', cell: (key) => key.alg },
  { title: 'OWNER', cell: (key) => key.iss },
  { title: 'TENANT', cell: (key) => key.tid ?? '(all)' },
];

/** Writes the public halves of new keys: what the ring needs of them. */
export function printCards(context: CommandContext, output: OutputFormat, cards: readonly KeyCard[]): void {
  printListing(context.terminal, output, { rows: cards, columns: CARD_COLUMNS, toJson, whenEmpty: 'No keys.' });
}

/** Writes the keys of a ring with what they are good for now. */
export function printRing(context: CommandContext, output: OutputFormat, { ring, held }: { readonly ring: KeyRing; readonly held: readonly string[] }): void {
  const now = Date.now();
  const columns: readonly TableColumn<KeyRecord>[] = [
    ...CARD_COLUMNS,
    { title: 'STATE', cell: (key) => keyStateOf(ring, key, now) },
    { title: 'FROM', cell: (key) => timeText(key.nbf) },
    { title: 'UNTIL', cell: (key) => timeText(key.exp) },
    { title: 'HERE', cell: (key) => (held.includes(key.kid) ? 'yes' : '') },
  ];
  const withState = (key: KeyRecord): JsonValue => toJson({ ...key, state: keyStateOf(ring, key, now), isHeldHere: held.includes(key.kid) });
  printListing(context.terminal, output, { rows: ring.keys, columns, toJson: withState, whenEmpty: 'The ring has no keys.' });
}

function timeText(seconds: number): string {
  return new Date(seconds * 1_000).toISOString().slice(0, 16);
}

/** A card is plain JSON by its type. */
function toJson(key: object): JsonValue {
  const copy: JsonValue = JSON.parse(JSON.stringify(key));
  return copy;
}
