import { STATE_NAME_CHARACTERS_MAX } from '../limits.ts';
import type { Label, StateDraft, StatePart } from './model.ts';

const SUFFIXES: { readonly [part in StatePart]: string } = {
  start: '.start',
  if: '.if',
  limit: '.limit',
  input: '.input',
  body: '',
  output: '.output',
  end: '.end',
  catch: '.catch',
  retry: '.retry',
  fault: '.fault',
};

/** Names that a machine's `States` object cannot carry safely from parser to parser. */
const UNSAFE_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Gives every state its name: the task's name and the part it carries out, at most 80 characters; where that is not unique, too long
 * or not safe, a short hash of the state's place is added. The same drafts always get the same names.
 */
export function nameStates(drafts: readonly StateDraft[]): ReadonlyMap<Label, string> {
  const plain = drafts.map((draft) => `${draft.task}${suffixOf(draft)}`);
  const uses = new Map<string, number>();
  for (const name of plain) uses.set(name, (uses.get(name) ?? 0) + 1);
  const taken = new Set(plain.filter((name) => uses.get(name) === 1 && isUsable(name)));
  const names = new Map<Label, string>();
  drafts.forEach((draft, index) => {
    const name = plain[index] ?? draft.label;
    names.set(draft.label, taken.has(name) ? name : hashedName(draft, taken));
  });
  return names;
}

function suffixOf(draft: StateDraft): string {
  return `${SUFFIXES[draft.part]}${draft.variant}`;
}

function isUsable(name: string): boolean {
  return name.length <= STATE_NAME_CHARACTERS_MAX && !UNSAFE_NAMES.has(name) && !/^\d+$/.test(name);
}

function hashedName(draft: StateDraft, taken: Set<string>): string {
  for (let round = 0; ; round += 1) {
    const tail = `-${shortHash(`${draft.label}${'#'.repeat(round)}`)}${suffixOf(draft)}`;
    const head = [...draft.task].slice(0, (STATE_NAME_CHARACTERS_MAX - tail.length) / 2).join('');
    const name = `${draft.task.length + tail.length <= STATE_NAME_CHARACTERS_MAX ? draft.task : head}${tail}`;
    if (!taken.has(name)) {
      taken.add(name);
      return name;
    }
  }
}

/** FNV-1a, 32 bits, as 7 characters: tells places apart, protects nothing. */
function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0).toString(36).padStart(7, '0');
}
