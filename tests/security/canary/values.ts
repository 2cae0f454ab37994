/** Tier 1 values that occur nowhere else: 200 of many forms, the same in every run of the suite. */
export interface Person {
  readonly name: string;
  readonly phone: string;
  readonly card: string;
  readonly iban: string;
  readonly email: string;
  readonly address: string;
  readonly note: string;
  readonly aliases: readonly string[];
}

const FIRST = ['Айгерім', 'Zoë', 'Łukasz', 'Jürgen', 'Ngọc', 'Owen', 'سارة', '美咲', 'Jane', 'Dmitri'];

/** A number with many digits that depends on a place in the list. */
function digits(index: number, count: number): string {
  let state = (index + 1) * 0x9e3779b1;
  let text = '';
  while (text.length < count) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5;
    text += String(state >>> 0);
  }
  return text.slice(0, count);
}

/** One person for each way through the system; nine values each. */
export function personOf(index: number): Person {
  const tag = digits(index, 7);
  return {
    name: `${FIRST[index % FIRST.length] ?? ''} Canary-${tag} "Quote" O'Niel`,
    phone: `+7 701 ${digits(index + 1_000, 3)} ${digits(index + 2_000, 4)}`,
    card: `4${digits(index + 3_000, 15)}`,
    iban: `KZ${digits(index + 4_000, 2)}125K${digits(index + 5_000, 12)}`,
    email: `canary.${tag}@person-${digits(index + 6_000, 5)}.example`,
    address: `${tag} Long Street\nFlat <${digits(index + 7_000, 4)}> & Sons, 50% off`,
    note: `note ${digits(index + 8_000, 9)} ${'lorem ipsum '.repeat(index % 5 === 0 ? 600 : 2)}end-${tag}`,
    aliases: [`alias-one-${digits(index + 9_000, 8)}`, `alias\\two\t${digits(index + 10_000, 8)}`],
  };
}

/** The values of a person as they are searched: of a long one a part that cannot be missed. */
export function valuesOf({ name, phone, card, iban, email, address, note, aliases }: Person): readonly string[] {
  return [name, phone, card, iban, email, address, note.slice(0, 40), ...aliases];
}
