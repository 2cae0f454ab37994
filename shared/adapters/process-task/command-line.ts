import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';

/** Unquoted, these are for a shell: operators, expansions, patterns, comments (POSIX.1-2024 Shell Command Language §2.2, §2.6, §2.10). */
const SHELL_ONLY = new Set(['|', '&', ';', '<', '>', '(', ')', '$', '`', '*', '?', '[', '\n']);

/** In double quotes too, these ask a shell to expand something (§2.2.3). */
const EXPANDS_IN_QUOTES = new Set(['$', '`']);

/**
 * Splits a command line into words as a POSIX shell does, with its quotes and backslashes and nothing else of it: there is no shell, so what only
 * a shell could do is refused. The error says why, without quoting the line.
 */
export function splitCommandLine(line: string): Result<readonly string[], string> {
  const state: Splitting = { words: [], word: undefined, text: line.trim(), position: 0 };
  while (state.position < state.text.length) {
    const problem = takeOne(state);
    if (problem !== undefined) return fail(problem);
  }
  endWord(state);
  return state.words.length === 0 ? fail('is empty') : succeed(state.words);
}

interface Splitting {
  readonly words: string[];
  /** Undefined between words; an empty word can be written with quotes. */
  word: string | undefined;
  readonly text: string;
  position: number;
}

/** The next code unit; undefined at the end. Everything that means something is a single one. */
function take(state: Splitting): string | undefined {
  const character = state.text[state.position];
  state.position += 1;
  return character;
}

function takeOne(state: Splitting): string | undefined {
  const character = take(state) ?? '';
  if (character === "'") return takeSingleQuoted(state);
  if (character === '"') return takeDoubleQuoted(state);
  if (character === '\\') return takeEscaped(state);
  if (character === ' ' || character === '\t') return endWord(state);
  if (SHELL_ONLY.has(character) || (state.word === undefined && (character === '#' || character === '~'))) return 'needs a shell; quote what is meant literally, or run a script';
  append(state, character);
  return undefined;
}

function takeSingleQuoted(state: Splitting): string | undefined {
  append(state, '');
  for (let character = take(state); character !== "'"; character = take(state)) {
    if (character === undefined) return 'has a quote that is not closed';
    append(state, character);
  }
  return undefined;
}

function takeDoubleQuoted(state: Splitting): string | undefined {
  append(state, '');
  for (let character = take(state); character !== '"'; character = take(state)) {
    if (character === undefined) return 'has a quote that is not closed';
    if (EXPANDS_IN_QUOTES.has(character)) return 'needs a shell; quote what is meant literally, or run a script';
    append(state, character === '\\' ? escapedInQuotes(state) : character);
  }
  return undefined;
}

/** A backslash is one unless it stands before what it can escape (§2.2.3). */
function escapedInQuotes(state: Splitting): string {
  const next = state.text[state.position] ?? '';
  if (!['$', '`', '"', '\\', '\n'].includes(next)) return '\\';
  take(state);
  return next === '\n' ? '' : next;
}

function takeEscaped(state: Splitting): string | undefined {
  const character = take(state);
  if (character === undefined) return 'ends with a backslash';
  if (character !== '\n') append(state, character);
  return undefined;
}

function append(state: Splitting, text: string): void {
  state.word = (state.word ?? '') + text;
}

function endWord(state: Splitting): undefined {
  if (state.word !== undefined) state.words.push(state.word);
  state.word = undefined;
}
