import type { JsonObject } from '#shared/core/kernel/json.ts';

/** A card transaction as the run's input has it, without the card verification code, which never gets here. */
export interface Transaction {
  readonly id: string;
  readonly type: string;
  readonly date?: string;
  /** Decimal number as text, in `currency`. */
  readonly amount: string;
  readonly currency: string;
  readonly client_id: string;
  readonly client_name?: string;
  readonly client_pan?: string;
  readonly client_card_holder?: string;
  readonly client_phone?: string;
  readonly merchant_terminal_id?: string;
  readonly channel?: string;
  readonly location_ip?: string;
}

const TEXT = { type: 'string', maxLength: 4_000 };

export const TRANSACTION_SCHEMA: JsonObject = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'type', 'amount', 'currency', 'client_id'],
  properties: {
    id: TEXT,
    type: TEXT,
    date: TEXT,
    amount: TEXT,
    currency: TEXT,
    client_id: TEXT,
    client_name: TEXT,
    client_pan: TEXT,
    client_card_holder: TEXT,
    client_phone: TEXT,
    merchant_terminal_id: TEXT,
    channel: TEXT,
    location_ip: TEXT,
  },
};

/** Tenge for one unit; a currency that is not listed counts as one of the strong ones, to be on the careful side. */
const TENGE_PER_UNIT: ReadonlyMap<string, number> = new Map([
  ['KZT', 1],
  ['RUB', 5.5],
  ['UZS', 0.04],
  ['KGS', 5.8],
  ['CNY', 70],
  ['AED', 135],
  ['USD', 495],
  ['EUR', 540],
  ['GBP', 640],
]);
const TENGE_PER_UNKNOWN_UNIT = 540;

/** The amount in tenge. The input schema has checked that it is a decimal number. */
export function amountInTenge(transaction: Transaction): number {
  const amount = Math.abs(Number(transaction.amount.replace(',', '.')));
  return amount * (TENGE_PER_UNIT.get(transaction.currency.toUpperCase()) ?? TENGE_PER_UNKNOWN_UNIT);
}

/** A name as it is compared: compatibility forms, accents, case and spacing do not count. */
export function comparableName(name: string): string {
  return name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

/** Epoch milliseconds of the transaction; undefined when it has no date or none that can be read. */
export function timeOf(transaction: Transaction): number | undefined {
  const time = Date.parse(transaction.date ?? '');
  return Number.isNaN(time) ? undefined : time;
}
