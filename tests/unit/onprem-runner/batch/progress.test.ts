import { expect, test } from 'vitest';
import { createProgress, progressText } from '#onprem-runner/batch/progress.ts';
import { watchAnswers, type ServiceAnswer } from '#onprem-runner/batch/watch-answers.ts';
import { createMemoryTerminal } from '#tests/support/memory-terminal.ts';

const position = { lines: 1_200, failures: 3, skipped: 1, fresh: 1_000, underWay: 32, share: 0.431 };

test('progress is told in numbers', () => {
  expect(progressText(position, 4)).toBe('43 %, 1200 lines, 250/s, 3 failed, 1 skipped, 32 under way');
  expect(progressText({ lines: 5, failures: 0, skipped: 0, fresh: 5, underWay: 1 }, 0)).toBe('5 lines, 1 under way');
});

test('a log is told now and then, a person is drawn a bar that goes away', () => {
  let now = 0;
  const terminal = createMemoryTerminal();
  const log = createProgress(terminal, () => now);
  for (now = 0; now <= 20_000; now += 100) log.update(position);
  log.end();
  expect(terminal.told().trimEnd().split('\n').length).toBe(4);
  now = 0;
  const drawn: string[] = [];
  const bar = createProgress({ ...terminal, draw: (line) => void drawn.push(line) }, () => now);
  now = 250;
  bar.update(position);
  bar.end();
  expect(drawn).toEqual(['[=========           ] 43 %, 1200 lines, 4000/s, 3 failed, 1 skipped, 32 under way', '']);
});

test('answers are watched and not changed; a busy service says how long to wait', async () => {
  const seen: ServiceAnswer[] = [];
  const answers = [new Response('ok'), new Response('', { status: 429, headers: { 'retry-after': '3' } }), new Response('', { status: 503, headers: { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' } })];
  const send = watchAnswers(() => Promise.resolve(answers.shift() ?? new Response()), (answer) => seen.push(answer));
  expect([await (await send('http://x')).text(), (await send('http://x')).status, (await send('http://x')).status]).toEqual(['ok', 429, 503]);
  expect(seen).toEqual([
    { isBusy: false, sentAt: expect.any(Number) },
    { isBusy: true, sentAt: expect.any(Number), retryAfterMs: 3_000 },
    { isBusy: true, sentAt: expect.any(Number) },
  ]);
});
