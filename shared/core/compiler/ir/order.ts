import { pointerTokens } from '../../kernel/json-pointer.ts';
import type { StateDraft, StatePart } from './model.ts';

/** Parts before a task's children come first; the others follow them. */
const RANKS: { readonly [part in StatePart]: number } = { start: -5, if: -4, limit: -3, input: -2, body: -1, output: 1, end: 2, catch: 3, retry: 4, fault: 5 };

/** The body of a `try` stands before its `catch`, whatever the order of the keys. */
const TOKEN_RANKS: ReadonlyMap<string, number> = new Map([
  ['try', 0],
  ['catch', 1],
]);

/** States in the order in which an author reads the document: by place, a task's own parts around those of its children. */
export function inDocumentOrder(drafts: readonly StateDraft[]): readonly StateDraft[] {
  const keyed = drafts.map((draft) => ({ draft, tokens: pointerTokens(draft.place), rank: RANKS[draft.part] }));
  return keyed.sort(compare).map(({ draft }) => draft);
}

interface Keyed {
  readonly draft: StateDraft;
  readonly tokens: readonly string[];
  readonly rank: number;
}

function compare(left: Keyed, right: Keyed): number {
  const shared = Math.min(left.tokens.length, right.tokens.length);
  for (let index = 0; index < shared; index += 1) {
    const order = comparePointerTokens(left.tokens[index] ?? '', right.tokens[index] ?? '');
    if (order !== 0) return order;
  }
  if (left.tokens.length < right.tokens.length) return left.rank;
  if (left.tokens.length > right.tokens.length) return -right.rank;
  return left.rank - right.rank || (left.draft.label < right.draft.label ? -1 : 1);
}

/** Orders two reference tokens: positions by number, a `try` before its `catch`, other names by their text. */
export function comparePointerTokens(left: string, right: string): number {
  if (left === right) return 0;
  const [first, second] = [rankOf(left), rankOf(right)];
  if (first !== undefined && second !== undefined) return first - second;
  return left < right ? -1 : 1;
}

function rankOf(token: string): number | undefined {
  return TOKEN_RANKS.get(token) ?? (/^\d+$/.test(token) ? Number(token) : undefined);
}
