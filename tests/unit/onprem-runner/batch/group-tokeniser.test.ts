import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createGroupTokeniser } from '#onprem-runner/batch/group-tokeniser.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { Tokeniser, VaultEntry } from '#shared/ports/vault.ts';
import { entryOf } from '#tests/support/vault/vault-bench.ts';

/** A vault that takes its time, and refuses what it is told to refuse. */
function slowVault(refuse: (entries: readonly VaultEntry[]) => UwfError | undefined = () => undefined): { readonly calls: number[]; readonly vault: Tokeniser } {
  const calls: number[] = [];
  const vault: Tokeniser = {
    tokenise: async ({ entries }) => {
      calls.push(entries.length);
      await sleep(5);
      const refusal = refuse(entries);
      if (refusal !== undefined) throw refusal;
      return entries.map(({ value }) => `token of ${JSON.stringify(value)}`);
    },
  };
  return { calls, vault };
}

const line = (...values: readonly (string | number)[]): readonly VaultEntry[] => values.map((value) => entryOf(value));
const ask = (vault: Tokeniser, entries: readonly VaultEntry[]) => vault.tokenise({ actor: 'batch', entries });

describe('createGroupTokeniser()', () => {
  test('puts the values of many lines into one transaction, and gives each line its own tokens', async () => {
    const { calls, vault } = slowVault();
    const group = createGroupTokeniser(vault, 'batch');
    const tokens = await Promise.all(Array.from({ length: 32 }, (_none, index) => ask(group, line(index, `name ${index}`))));
    expect(calls).toEqual([64]);
    expect(tokens.map(([one, two]) => [one, two])).toEqual(Array.from({ length: 32 }, (_none, index) => [`token of ${index}`, `token of "name ${index}"`]));
  });

  test('gathers while a transaction runs, and begins anew after a pause', async () => {
    const { calls, vault } = slowVault();
    const group = createGroupTokeniser(vault, 'batch');
    const first = ask(group, line(1));
    await sleep(2);
    await Promise.all([first, ask(group, line(2)), ask(group, line(3, 4))]);
    await ask(group, line(5));
    expect(calls).toEqual([1, 3, 1]);
  });

  test('never asks for more than a transaction takes; a line with more than that gets several', async () => {
    const { calls, vault } = slowVault();
    const group = createGroupTokeniser(vault, 'batch');
    const many = Array.from({ length: 1_100 }, (_none, index) => index);
    const [, all] = await Promise.all([ask(group, line(...many.slice(0, 300))), ask(group, line(...many)), ask(group, line(...many.slice(0, 300))), ask(group, line(1, 2))]);
    expect(calls).toEqual([300, 500, 500, 100, 302]);
    expect(all).toEqual(many.map((value) => `token of ${value}`));
  });

  test('tells what is wrong with one line to this line alone', async () => {
    const { calls, vault } = slowVault((entries) => (entries.some(({ value }) => value === 'bad') ? new UwfError('UWF-4220', 'too large') : undefined));
    const group = createGroupTokeniser(vault, 'batch');
    const ends = await Promise.allSettled([ask(group, line('a')), ask(group, line('b', 'bad')), ask(group, line('c'))]);
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(ends[1]).toMatchObject({ reason: { code: 'UWF-4220' } });
    expect(calls).toEqual([4, 1, 2, 1]);
  });

  test.each(['UWF-5001', 'UWF-5007', 'UWF-5008', 'UWF-5009'] as const)('tells what is wrong with the vault to every line, and asks it once: %s', async (code) => {
    const { calls, vault } = slowVault(() => new UwfError(code));
    const group = createGroupTokeniser(vault, 'batch');
    const ends = await Promise.allSettled([ask(group, line('a')), ask(group, line('b'))]);
    expect(ends).toMatchObject([{ reason: { code } }, { reason: { code } }]);
    expect(calls).toEqual([2]);
  });

  test('whatever comes when, every line gets what it asked for, and no line waits for ever', async () => {
    const lines = fc.array(fc.record({ values: fc.array(fc.integer(), { minLength: 1, maxLength: 200 }), pause: fc.integer({ min: 0, max: 3 }) }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(lines, async (given) => {
        const { calls, vault } = slowVault();
        const group = createGroupTokeniser(vault, 'batch');
        const tokens = await Promise.all(given.map(async ({ values, pause }) => (await sleep(pause), ask(group, line(...values)))));
        expect(tokens).toEqual(given.map(({ values }) => values.map((value) => `token of ${value}`)));
        expect(calls.every((count) => count <= 500)).toBe(true);
      }),
      { numRuns: 25 },
    );
  });
});
