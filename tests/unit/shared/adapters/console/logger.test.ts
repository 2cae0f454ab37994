import { expect, test } from 'vitest';
import { createConsoleLogger } from '#shared/adapters/console/logger.ts';

test('a line is one object with level, name, event and fields', () => {
  const lines: unknown[] = [];
  const write = (text: string) => void lines.push(JSON.parse(text));
  const logger = createConsoleLogger('step', { info: write, warn: write, error: write });
  logger.info('started');
  logger.warn('task-postponed', { executionId: 'run-1', code: 'UWF-5001' });
  logger.error('told too much', { input: { pan: '4111' }, request: { token: 't', id: 'r', deep: { cause: 'not looked at' } }, cause: 'why' });
  expect(lines).toEqual([
    { level: 'info', name: 'step', event: 'started' },
    { level: 'warn', name: 'step', event: 'task-postponed', executionId: 'run-1', code: 'UWF-5001' },
    { level: 'error', name: 'step', event: 'told too much', input: '[redacted]', request: { token: '[redacted]', id: 'r', deep: { cause: 'not looked at' } }, cause: '[redacted]' },
  ]);
});
