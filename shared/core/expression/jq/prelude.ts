import { HELPERS, helpersIn, type HelperName } from './helpers.ts';

/** The helpers that an expression uses, each behind those that it uses itself, as statements of a block. */
export function preludeOf(used: Iterable<HelperName>, prefix: string): readonly string[] {
  const placed = new Set<HelperName>();
  for (const name of [...used].sort()) place(name, placed, new Set());
  return [...placed].map((name) => `$${prefix}${name} := ${HELPERS[name].text.replaceAll('$jq_', `$${prefix}`)}`);
}

function place(name: HelperName, placed: Set<HelperName>, open: Set<HelperName>): void {
  if (placed.has(name) || open.has(name)) return;
  open.add(name);
  for (const needed of helpersIn(HELPERS[name].text)) place(needed, placed, open);
  placed.add(name);
}
