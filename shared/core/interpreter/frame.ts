import type { JsonObject } from '../kernel/json.ts';
import type { Frame } from './snapshot.ts';

/** A frame and everything beneath it, outer before inner. */
export function framesOf(frame: Frame): readonly Frame[] {
  return [frame, ...frame.children.flatMap(framesOf)];
}

/** Names the branch or item that a frame belongs to, for what leaves the interpreter; nothing outside of any. */
export function scopeFields({ path }: Frame): { readonly scope?: string } {
  return path.length === 0 ? {} : { scope: path.join('.') };
}

/** The number of a scope among those that its state opened; 0 for the root. */
export function numberOf(frame: Frame): number {
  return frame.path.at(-1) ?? 0;
}

/** Where among the children, which are in the order of their paths, the child of that number stands or would stand. */
function positionOf(children: readonly Frame[], step: number): number {
  let low = 0;
  let high = children.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const child = children[middle];
    if (child !== undefined && numberOf(child) < step) low = middle + 1;
    else high = middle;
  }
  return low;
}

function childOf(frame: Frame, step: number): Frame | undefined {
  const child = frame.children[positionOf(frame.children, step)];
  return child?.path.at(-1) === step ? child : undefined;
}

/** The frame at a path; undefined when it has ended or never was. */
export function frameAt(root: Frame, path: readonly number[]): Frame | undefined {
  let frame: Frame | undefined = root;
  for (const step of path) frame = frame === undefined ? undefined : childOf(frame, step);
  return frame;
}

/** The frames on the way to a path, the root first; without the frame itself. */
export function framesAround(root: Frame, path: readonly number[]): readonly Frame[] {
  return path.flatMap((_step, depth) => frameAt(root, path.slice(0, depth)) ?? []);
}

function withChild(frame: Frame, step: number, child: Frame | undefined): Frame {
  const at = positionOf(frame.children, step);
  const isThere = frame.children[at]?.path.at(-1) === step;
  const children = [...frame.children];
  children.splice(at, isThere ? 1 : 0, ...(child === undefined ? [] : [child]));
  return { ...frame, children };
}

function changeAt(frame: Frame, path: readonly number[], next: Frame | undefined): Frame {
  const [step, ...rest] = path;
  if (step === undefined) return next ?? frame;
  if (rest.length === 0) return withChild(frame, step, next);
  const child = childOf(frame, step);
  return child === undefined ? frame : withChild(frame, step, changeAt(child, rest, next));
}

/** The tree with one frame put at its path, in place of the one that was there, if any; every other frame is shared with the old tree. */
export function replaceFrame(root: Frame, next: Frame): Frame {
  return changeAt(root, next.path, next);
}

/** The tree without the frame at a path, which is not the root. */
export function removeFrame(root: Frame, path: readonly number[]): Frame {
  return changeAt(root, path, undefined);
}

function findFrame(frame: Frame, isWanted: (frame: Frame) => boolean): Frame | undefined {
  if (isWanted(frame)) return frame;
  for (const child of frame.children) {
    const found = findFrame(child, isWanted);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The frame whose current attempt has this id, if it is still awaited. */
export function frameAwaitingAttempt(root: Frame, attemptId: string): Frame | undefined {
  return findFrame(root, ({ waitingFor }) => waitingFor?.kind === 'task' && waitingFor.attemptId === attemptId);
}

/** The scope of this id that is carried out apart, if its end is still awaited. */
export function frameApart(root: Frame, scopeId: string): Frame | undefined {
  return findFrame(root, ({ apart }) => apart?.id === scopeId);
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
  return findFrame(root, (frame) => frame.waitingFor !== undefined && timersOf(frame).includes(timerId));
}

/** The same frame, waiting for nothing. */
export function withoutWaiting(frame: Frame): Frame {
  const { waitingFor: _waitingFor, ...rest } = frame;
  return rest;
}

/** The same frame, waiting for nothing and without the scopes that its state opened. */
export function withoutScopes(frame: Frame): Frame {
  const { waitingFor: _waitingFor, opened: _opened, ...rest } = frame;
  return rest.children.length === 0 ? rest : { ...rest, children: [] };
}

/** The same frame after its last state. */
export function ended(frame: Frame): Frame {
  const { state: _state, ...rest } = withoutScopes(frame);
  return { ...rest, children: [] };
}

/** The variables of the scopes around a frame, which it sees and cannot assign (NOTES §4); none for an execution of its own. */
export function outerVariables(root: Frame, frame: Frame): JsonObject {
  if (frame.own !== undefined) return {};
  const around = framesAround(root, frame.path);
  const apart = around.findLastIndex((one) => one.own !== undefined);
  return Object.assign({}, ...around.slice(Math.max(apart, 0)).map((one) => one.variables));
}

/** What a frame sees: its own variables and those of the scopes around it. */
export function visibleVariables(root: Frame, frame: Frame): JsonObject {
  return frame.path.length === 0 ? frame.variables : { ...outerVariables(root, frame), ...frame.variables };
}
