import type { JsonObject } from '../../kernel/json.ts';
import type { ValidatorName } from '../generated/validators.mjs';

/** Kind of a task as the schema tells them apart: one validator each. */
export type RawTaskKind = Exclude<ValidatorName, 'document' | 'json-schema'>;

/** The keywords that say what a task does. */
export const TASK_KEYWORDS = ['call', 'do', 'emit', 'for', 'fork', 'listen', 'raise', 'run', 'set', 'switch', 'try', 'wait'] as const;

type TaskKeyword = (typeof TASK_KEYWORDS)[number];

/** Protocols of `call`; every other value names a function. */
const CALL_KINDS: ReadonlyMap<unknown, RawTaskKind> = new Map([
  ['http', 'call-http'],
  ['openapi', 'call-openapi'],
  ['grpc', 'call-grpc'],
  ['asyncapi', 'call-asyncapi'],
  ['a2a', 'call-a2a'],
  ['mcp', 'call-mcp'],
] as const);

/** The keywords that a task has; `do` belongs to `for` when both are there. */
export function keywordsOf(task: JsonObject): readonly TaskKeyword[] {
  const found = TASK_KEYWORDS.filter((keyword) => Object.hasOwn(task, keyword));
  return found.includes('for') ? found.filter((keyword) => keyword !== 'do') : found;
}

/** The kind of a task that has exactly one keyword. */
export function kindOf(task: JsonObject): RawTaskKind | undefined {
  const [keyword, second] = keywordsOf(task);
  if (keyword === undefined || second !== undefined) return undefined;
  return keyword === 'call' ? (CALL_KINDS.get(task['call']) ?? 'call-function') : keyword;
}

/** Where a task of each kind holds lists of tasks: paths of field names. */
export const NESTED_LISTS: { readonly [kind in RawTaskKind]: readonly (readonly string[])[] } = {
  'call-http': [],
  'call-openapi': [],
  'call-grpc': [],
  'call-asyncapi': [['with', 'subscription', 'foreach', 'do']],
  'call-a2a': [],
  'call-mcp': [],
  'call-function': [],
  do: [['do']],
  emit: [],
  for: [['do']],
  fork: [['fork', 'branches']],
  listen: [['foreach', 'do']],
  raise: [],
  run: [],
  set: [],
  switch: [],
  try: [['try'], ['catch', 'do']],
  wait: [],
};
