/** Characters beyond which names are not compared. */
const COMPARED_CHARACTERS_MAX = 40;
/** Candidates that are compared: enough for the fields of any object, and a bound on the work. */
const CANDIDATES_MAX = 100;

/** The candidate that a mistyped name was most likely meant to be; undefined when none is close. */
export function mostSimilar(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length > COMPARED_CHARACTERS_MAX) return undefined;
  const allowed = name.length <= 3 ? 1 : name.length <= 7 ? 2 : 3;
  let best: string | undefined;
  let bestDistance = allowed + 1;
  let compared = 0;
  for (const candidate of candidates) {
    compared += 1;
    if (compared > CANDIDATES_MAX) break;
    if (Math.abs(candidate.length - name.length) > allowed) continue;
    const distance = candidate.toLowerCase() === name.toLowerCase() ? 0 : editDistance(name, candidate);
    if (distance < bestDistance && distance < candidate.length) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
export function editDistance(left: string, right: string): number {
  let before: number[] = [];
  let above = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const isEqual = left[row - 1] === right[column - 1];
      const isSwap = row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      const plain = Math.min((above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (above[column - 1] ?? 0) + (isEqual ? 0 : 1));
      current.push(isSwap ? Math.min(plain, (before[column - 2] ?? 0) + 1) : plain);
    }
    [before, above] = [above, current];
  }
  return above[right.length] ?? 0;
}

/** `, did you mean 'endpoint'?` or nothing. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const similar = mostSimilar(name, candidates);
  return similar === undefined ? '' : `; did you mean '${similar}'?`;
}
