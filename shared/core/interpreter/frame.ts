import type { Frame } from './snapshot.ts';

/** A frame and everything beneath it, outer before inner. */
export function framesOf(frame: Frame): readonly Frame[] {
  return [frame, ...frame.children.flatMap(framesOf)];
}

function isSamePath(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left.every((step, index) => step === right[index]);
}

/** The frame at a path; undefined when it has ended or never was. */
export function frameAt(root: Frame, path: readonly number[]): Frame | undefined {
  return framesOf(root).find((frame) => isSamePath(frame.path, path));
}

/** The tree with one frame, found by its path, replaced; every other frame is shared with the old tree. */
export function replaceFrame(root: Frame, next: Frame): Frame {
  if (isSamePath(root.path, next.path)) return next;
  const isAncestor = root.path.length < next.path.length && isSamePath(root.path, next.path.slice(0, root.path.length));
  return isAncestor ? { ...root, children: root.children.map((child) => replaceFrame(child, next)) } : root;
}

/** The frame whose current attempt has this id, if it is still awaited. */
export function frameAwaitingAttempt(root: Frame, attemptId: string): Frame | undefined {
  return framesOf(root).find((frame) => frame.waitingFor?.kind === 'task' && frame.waitingFor.attemptId === attemptId);
}

/** Every timer that a frame waits for. */
export function timersOf(frame: Frame): readonly string[] {
  const waiting = frame.waitingFor;
  if (waiting === undefined) return [];
  const timers = waiting.kind === 'task' ? [waiting.timeoutTimerId, waiting.heartbeatTimerId] : [waiting.timerId];
  return timers.filter((timer) => timer !== undefined);
}

/** The frame that waits for this timer, if any. */
export function frameAwaitingTimer(root: Frame, timerId: string): Frame | undefined {
  return framesOf(root).find((frame) => timersOf(frame).includes(timerId));
}

/** The same frame, waiting for nothing. */
export function withoutWaiting(frame: Frame): Frame {
  const { waitingFor: _waitingFor, ...rest } = frame;
  return rest;
}

/** The same frame after its last state. */
export function ended(frame: Frame): Frame {
  const { state: _state, waitingFor: _waitingFor, ...rest } = frame;
  return { ...rest, children: [] };
}
