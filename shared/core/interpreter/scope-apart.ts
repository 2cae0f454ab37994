import { assert } from '../kernel/assert.ts';
import { frameAt, framesAround, replaceFrame, withoutScopes } from './frame.ts';
import type { Frame, Snapshot } from './snapshot.ts';

/** The id of a scope that is opened with this history event: short, because names in services that carry scopes out are. */
export function innerScopeId({ apart }: Snapshot, sequence: number): string {
  const own = sequence.toString(36);
  return apart === undefined ? own : `${apart.id}.${own}`;
}

/** A frame around a scope as the scope sees it: its variables and what its context object tells, without what it waits for. */
function asSurroundings(frame: Frame): Frame {
  return { ...withoutScopes(frame), children: [] };
}

/** The scope that a snapshot is about: the machine's own, or the one that is carried out alone. */
export function scopeFrame({ root, apart }: Snapshot): Frame | undefined {
  return frameAt(root, apart?.path ?? []);
}

/** The scopes that a snapshot leaves to the shell, in their order. */
export function scopesApart(snapshot: Snapshot): readonly Frame[] {
  return (scopeFrame(snapshot)?.children ?? []).filter(({ apart }) => apart !== undefined);
}

/**
 * The snapshot before the first event of a scope that is carried out alone. It begins like an execution, with `execution-started`, and ends like one: with
 * the output or the failure of the scope. It sees the variables, items and facts around it as they are now; no scope can change those of another.
 */
export function scopeSnapshot(parent: Snapshot, scope: Frame): Snapshot {
  assert(scope.apart !== undefined, 'a scope that is carried out apart was left to the shell');
  const around = framesAround(parent.root, scope.path).map(asSurroundings);
  const [first = asSurroundings(parent.root), ...rest] = around;
  const root = [...rest, scope].reduce((tree, frame) => replaceFrame(tree, frame), first);
  const { execution, behaviour } = parent;
  const apart = { path: scope.path, id: scope.apart.id };
  return { sequence: 0, status: 'running', execution, root, attempts: 0, timers: 0, apart, ...(behaviour === undefined ? {} : { behaviour }) };
}
