import { expect, test } from 'vitest';
import { createIntake } from '#onprem-runner/daemon/door/intake.ts';
import { createStepWorker } from '#onprem-runner/daemon/door/step-worker.ts';
import { BANK, openStepDoor, RUN_BODY, runOf, TOPICS } from '#tests/support/steps/step-door.ts';

test('a priority whose steps wait already is left in the log until they are fewer; the others go on', async () => {
  const door = openStepDoor();
  const settings = { ...BANK, openRowsMax: 2, balanceMs: 10, batchMax: 3 };
  const intake = createIntake(door.bank, settings, await door.commands());
  for (let step = 0; step < 6; step += 1) await door.publish(runOf(`n${String(step)}`), RUN_BODY);
  expect(await intake.turn(0)).toEqual({ records: 3, refused: 0 });
  door.clock.advance(10);
  await door.publish({ ...runOf('c0'), top: TOPICS.commandsBy.critical }, RUN_BODY);
  expect(await intake.turn(0), 'the critical one only').toEqual({ records: 1, refused: 0 });
  expect(intake.paused()).toEqual(['normal']);
  const worker = createStepWorker({ ...door.bank, perform: async () => ({ kind: 'done', output: null }) }, settings);
  for (const step of await worker.claim({ normal: 2 })) await worker.work(step, new AbortController().signal);
  door.clock.advance(10);
  expect(await intake.turn(0)).toEqual({ records: 3, refused: 0 });
  expect(intake.paused()).toEqual([]);
});
