import { describe, expect, test } from 'vitest';
import { ANNOUNCE_AGAIN_MS_MIN, createAnnounceAgain } from '#shared/application/door/announce-again.ts';
import { registerDefinition } from '#shared/application/register-definition.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { BANK_DOCUMENT, registrationOf } from '#tests/support/definitions.ts';
import { createTestRelease } from '#tests/support/door/release.ts';
import { openEngine } from '#tests/support/engine-harness.ts';

async function openAgain({ isReleased = true }: { readonly isReleased?: boolean } = {}) {
  const cloud = openEngine(isReleased ? { manifests: createTestRelease().signer } : {});
  const registered = await registerDefinition(cloud.ports, registrationOf(BANK_DOCUMENT));
  assert(registered.ok, 'the document is accepted');
  const announced: string[] = [];
  const faults: UwfError[] = [];
  const announcer = {
    announce: async ({ stored }: { readonly stored: { readonly revision: string } }) => {
      const fault = faults.shift();
      if (fault !== undefined) throw fault;
      announced.push(stored.revision);
    },
  };
  const { clock, logger, definitionStore } = cloud.ports;
  return { ...cloud, announced, faults, revision: registered.stored.revision, again: createAnnounceAgain({ clock, logger, definitionStore, announcer }) };
}

describe('a definition that the bank does not have', () => {
  test('is announced again, once for all steps that were refused for it', async () => {
    const { again, announced, revision, log } = await openAgain();
    expect(await again.work()).toBe(0);
    again.want(revision);
    again.want(revision);
    expect(await again.work()).toBe(1);
    expect(await again.work()).toBe(0);
    expect(announced).toEqual([revision]);
    expect(log).toMatchObject([{ level: 'info', event: 'definition-announced-again', fields: { revision } }]);
  });

  test('is announced at most once in a second', async () => {
    const { again, announced, revision, clock } = await openAgain();
    const refuse = async (): Promise<number> => {
      again.want(revision);
      return again.work();
    };
    expect([await refuse(), await refuse()]).toEqual([1, 0]);
    clock.advance(ANNOUNCE_AGAIN_MS_MIN - 1);
    expect(await refuse()).toBe(0);
    clock.advance(1);
    expect(await refuse()).toBe(1);
    expect(announced).toEqual([revision, revision]);
  });

  test('stays wanted while it cannot be announced', async () => {
    const { again, announced, faults, revision } = await openAgain();
    faults.push(new UwfError('UWF-5002'));
    again.want(revision);
    await expect(again.work()).rejects.toMatchObject({ code: 'UWF-5002' });
    expect(await again.work()).toBe(1);
    expect(announced).toEqual([revision]);
  });

  test('that was never released, or is not known here either, is told to an operator', async () => {
    const { again, announced, revision, log } = await openAgain({ isReleased: false });
    again.want(revision);
    again.want('f'.repeat(64));
    expect(await again.work()).toBe(2);
    expect(announced).toEqual([]);
    expect(log).toMatchObject([{ level: 'warn', event: 'definition-not-released', fields: { revision } }, { event: 'definition-not-released', fields: { revision: 'f'.repeat(64) } }]);
  });
});
