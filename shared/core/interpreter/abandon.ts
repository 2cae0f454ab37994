import { framesOf, numberOf, scopeFields, timersOf, withoutScopes } from './frame.ts';
import type { ScopeUnit, Turn, Visit } from './model.ts';
import type { Frame } from './snapshot.ts';
import { clearTimers, recordEvent, updateFrame } from './turn.ts';

/**
 * Gives up everything that a frame and the frames beneath it wait for, so that each attempt has its one end in history and no timer
 * stays behind. The frames themselves are left as they are: the caller drops or ends them.
 */
export function abandonFrame(turn: Turn, root: Frame): void {
  for (const frame of framesOf(root)) {
    clearTimers(turn, timersOf(frame));
    if (frame.waitingFor?.kind !== 'task' || frame.state === undefined) continue;
    const { attemptId } = frame.waitingFor;
    recordEvent(turn, { frame, state: frame.state }, 'task-cancelled', { attemptId });
    turn.commands.push({ kind: 'cancel-task', attemptId, state: frame.state, ...scopeFields(frame) });
  }
}

/** Gives up the scopes of a visit's state that still run, and what the state itself waits for. The visit goes on with a frame without them. */
export function abandonScopes(visit: Visit, unit: ScopeUnit): Visit {
  const { turn, frame, name } = visit;
  clearTimers(turn, timersOf(frame));
  for (const scope of frame.children) {
    abandonFrame(turn, scope);
    recordEvent(turn, { frame: scope, state: name }, `${unit}-aborted`, { index: numberOf(scope) });
  }
  return { ...visit, frame: updateFrame(turn, withoutScopes(frame)) };
}
