import { charge, leave, type Evaluation } from './evaluation.ts';
import { isList, textOf, truthOf } from './values.ts';

/** What a built-in function of one argument gives, without the way through its signature. Leaves for what it does not take. */
export type Inline = (value: unknown, evaluation: Evaluation) => unknown;

/** The functions that expressions call most. All of them give plain values, which nothing collapses. */
export const INLINE_FUNCTIONS: ReadonlyMap<string, Inline> = new Map(
  Object.entries<Inline>({
    exists: (value) => value !== undefined,
    count: (value) => (isList(value) ? value.length : value === undefined ? 0 : 1),
    boolean: (value) => (value === undefined ? undefined : truthOf(value)),
    not: (value) => (value === undefined ? undefined : !truthOf(value)),
    string: (value, evaluation) => checked(textOf(value), evaluation),
    sum,
  }).map(([name, inline]) => [name, charged(inline)]),
);

function charged(inline: Inline): Inline {
  return (value, evaluation) => {
    if (isList(value)) charge(evaluation, value.length / 8);
    else if (typeof value === 'string') charge(evaluation, value.length / 64);
    return inline(value, evaluation);
  };
}

function checked(text: string | undefined, { textUnitsMax }: Evaluation): string | undefined {
  return text !== undefined && text.length > textUnitsMax ? leave() : text;
}

function sum(value: unknown): unknown {
  if (!isList(value)) return value === undefined || typeof value === 'number' ? value : leave();
  let total = 0;
  for (const item of value) {
    if (typeof item !== 'number') return leave();
    total += item;
  }
  return total;
}
