import { appendPointer, pointerTokens } from '../kernel/json-pointer.ts';
import type { ReleasePlan } from '../tier/placement.ts';

/**
 * A pointer into a result as far as its release plan has names for it: those are the document's own. What lies deeper are names of the data, which
 * may be told inside of the bank only.
 */
export function plannedPointer(plan: ReleasePlan, pointer: string): string {
  let [kept, node] = ['', plan];
  for (const token of pointerTokens(pointer)) {
    const member = node.kind === 'object' && Object.hasOwn(node.members, token) ? node.members[token] : undefined;
    if (member === undefined) return kept;
    [kept, node] = [appendPointer(kept, token), member];
  }
  return kept;
}
