import { expect, test } from 'vitest';
import { sayHello, tellCredit } from '#onprem-runner/daemon/door/notices.ts';
import { ingestCommands } from '#onprem-runner/daemon/door/ingest.ts';
import { BANK, openStepDoor, RUN_BODY, runOf, TOPICS } from '#tests/support/steps/step-door.ts';

test('a site says that it is there, with the incarnation of its store', async () => {
  const door = openStepDoor();
  door.rin.raise();
  await sayHello(door.bank, BANK, { boot: 'boot-1', keys: ['k'] });
  expect(await door.published(TOPICS.control)).toMatchObject([{ typ: 'hello', site: 'site-1', iss: 'site-1', aud: 'cloud', rin: 2, boot: 'boot-1', keys: ['k'] }]);
});

test('a site says how much it can take, and how much waits', async () => {
  const door = openStepDoor();
  await door.publish(runOf('a1'), RUN_BODY);
  await ingestCommands(door.bank, BANK, { consumer: await door.commands(), waitMs: 0 });
  await tellCredit(door.bank, { ...BANK, openRowsMax: 40 });
  await tellCredit(door.bank, BANK, { slots: 3 });
  expect(await door.published(TOPICS.control)).toMatchObject([{ typ: 'credit', slots: 40, lag: 1 }, { typ: 'credit', slots: 3, lag: 1 }]);
});
