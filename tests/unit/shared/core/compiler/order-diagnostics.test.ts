import { expect, test } from 'vitest';
import { inOrder, withPositions } from '#shared/core/compiler/order-diagnostics.ts';
import { diagnosticError, type Diagnostic } from '#shared/core/kernel/diagnostic.ts';

const at = (pointer: string, line?: number): Diagnostic => ({ ...diagnosticError('UWF-2030', pointer, 'm'), ...(line === undefined ? {} : { position: { line, column: 1 } }) });

test('findings stand by line, then by pointer, then by code and message', () => {
  const ordered = [at('/do/10'), at('/do/2/a', 1), at('/do/10', 1), { ...at('/do/10', 1), code: 'UWF-2031' as const }, { ...at('/do/10', 1), code: 'UWF-2031' as const, message: 'n' }, at('/a', 2)];
  expect(inOrder([...ordered].reverse())).toEqual(ordered);
});

test('positions are added where they are known and none is there yet', () => {
  const positioned = withPositions([at('/a'), at('/b', 9), at('/c')], (pointer) => (pointer === '/c' ? undefined : { line: 3, column: 4 }));
  expect(positioned.map(({ position }) => position?.line)).toEqual([3, 9, undefined]);
});
