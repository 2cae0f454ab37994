import { parseText, type Item } from './attributes.ts';
import { AFTER_ALL } from './keys.ts';
import type { Expression } from './expression.ts';
import type { QueryRequest } from './query.ts';
import type { Table } from './table.ts';

/** A list of an index that has several parts, each in the order of the same sort key. */
export interface ListRequest {
  readonly index: string;
  /** The two keys of the index. */
  readonly keys: readonly [partition: string, sort: string];
  readonly parts: readonly string[];
  /** Sort keys from here up to here. */
  readonly from: string;
  readonly to: string;
  readonly filter?: Expression;
  readonly isBackwards?: boolean;
  /** How many are looked at with one request. */
  readonly pageSize: number;
  readonly pagesMax: number;
}

/** An item of a list; `lookedAtTo` instead where the limit was reached: the sort key up to which all parts were looked at. */
export type Listed = { readonly item: Item } | { readonly lookedAtTo: string };

interface Part {
  readonly request: QueryRequest;
  waiting: Item[];
  next: Item | undefined;
  isAtEnd: boolean;
}

/** All items in the order of their sort keys, over all parts; each part is read on when it is its turn. */
export async function* merged(table: Table, list: ListRequest): AsyncGenerator<Listed, void, undefined> {
  const isBefore = before(list);
  const parts = list.parts.map((part): Part => ({ request: requestOf(list, part), waiting: [], next: undefined, isAtEnd: false }));
  let pages = 0;
  for (;;) {
    const unread = parts.filter(({ waiting, isAtEnd }) => waiting.length === 0 && !isAtEnd);
    pages += unread.length;
    if (pages > list.pagesMax) return yield* upToLimit(parts, list);
    await Promise.all(unread.map((part) => readOn(table, part)));
    if (unread.some(({ waiting, isAtEnd }) => waiting.length === 0 && !isAtEnd)) continue;
    const item = takeFirst(parts, isBefore);
    if (item === undefined) return;
    yield { item };
  }
}

function before({ keys: [, sort], isBackwards = false }: ListRequest): (left: Item, right: Item) => boolean {
  return (left, right) => parseText(left, sort) < parseText(right, sort) !== isBackwards;
}

function takeFirst(parts: readonly Part[], isBefore: (left: Item, right: Item) => boolean): Item | undefined {
  let best: { readonly part: Part; readonly item: Item } | undefined;
  for (const part of parts) {
    const [item] = part.waiting;
    if (item !== undefined && (best === undefined || isBefore(item, best.item))) best = { part, item };
  }
  return best?.part.waiting.shift();
}

/** What was read up to the place where the first part was left, which was read itself: who goes on behind it misses nothing. */
function* upToLimit(parts: readonly Part[], { keys: [, sort], isBackwards = false, from, to }: ListRequest): Generator<Listed, void, undefined> {
  const open = parts.filter(({ isAtEnd }) => !isAtEnd);
  const places = open.map(({ next }) => (next === undefined ? (isBackwards ? to : from) : parseText(next, sort))).toSorted();
  const place = (isBackwards ? places.at(-1) : places[0]) ?? from;
  const isPassed = (item: Item): boolean => (isBackwards ? parseText(item, sort) >= place : parseText(item, sort) <= place);
  const waiting = parts.flatMap((part) => part.waiting).filter(isPassed).toSorted((left, right) => (parseText(left, sort) < parseText(right, sort) !== isBackwards ? -1 : 1));
  for (const item of waiting) yield { item };
  yield { lookedAtTo: place };
}

async function readOn(table: Table, part: Part): Promise<void> {
  const { items, next } = await table.query({ ...part.request, ...(part.next === undefined ? {} : { from: part.next }) });
  part.waiting = [...items];
  part.next = next;
  part.isAtEnd = next === undefined;
}

function requestOf({ index, keys: [partition, sort], from, to, filter, isBackwards = false, pageSize }: ListRequest, part: string): QueryRequest {
  const keys = { text: `#${partition} = :part AND #${sort} BETWEEN :from AND :to`, values: { part, from, to } };
  return { index, keys, isBackwards, limit: pageSize, ...(filter === undefined ? {} : { filter }) };
}

/** The range of all sort keys that begin with a text. */
export function beginningWith(text: string): { readonly from: string; readonly to: string } {
  return { from: text, to: `${text}${AFTER_ALL}` };
}
