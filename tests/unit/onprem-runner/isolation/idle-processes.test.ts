import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { HandlerProcess } from '#onprem-runner/isolation/handler-process.ts';
import { createIdleProcesses } from '#onprem-runner/isolation/idle-processes.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function processOf(module: string): HandlerProcess & { readonly killed: () => number } {
  const kill = vi.fn();
  return { module, ended: new Promise(() => undefined), isReusable: () => true, call: () => Promise.reject(new Error('not called')), kill, killed: () => kill.mock.calls.length };
}

const wait = (ms = 100): { readonly ms: number; readonly signal: AbortSignal } => ({ ms, signal: new AbortController().signal });

describe('processes that wait for their next call', () => {
  test('are given to a call of their module, the last one first, and killed when none comes', async () => {
    const idle = createIdleProcesses(1_000);
    const [first, second, other] = [processOf('a'), processOf('a'), processOf('b')];
    [first, second, other].forEach((one) => idle.put(one));
    expect([idle.take('a'), idle.size]).toEqual([second, 2]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect([idle.size, first.killed(), second.killed(), other.killed()]).toEqual([0, 1, 0, 1]);
  });

  test('go at once to who waits for one of their module, in the order of asking', async () => {
    const idle = createIdleProcesses(1_000);
    const asked = [idle.next('a', wait()), idle.next('b', wait()), idle.next('a', wait())];
    const made = [processOf('a'), processOf('a'), processOf('b')];
    made.forEach((one) => idle.put(one));
    expect(await Promise.all(asked)).toEqual([made[0], made[2], made[1]]);
    expect(idle.size).toBe(0);
  });

  test('are not waited for longer than that, nor by who gives up', async () => {
    const idle = createIdleProcesses(1_000);
    const controller = new AbortController();
    const [late, left] = [idle.next('a', wait(100)), idle.next('a', { ms: 500, signal: controller.signal })];
    await vi.advanceTimersByTimeAsync(100);
    controller.abort();
    expect(await Promise.all([late, left, idle.next('a', { ms: 500, signal: controller.signal })])).toEqual([undefined, undefined, undefined]);
    idle.put(processOf('a'));
    expect(idle.size).toBe(1);
  });
});
