import { describe, expect, test } from 'vitest';
import { createInputTokeniser } from '#onprem-runner/batch/tokenise-input.ts';
import type { VaultEntry } from '#shared/ports/vault.ts';

const request = { tenant: 'bank', definition: 'examples/antifraud', principal: 'batch', fields: [{ origin: '/input/name', pointer: '/name', value: 'Kim' }, { origin: '/input/pan', pointer: '/pan', value: '4111' }] };

describe('createInputTokeniser()', () => {
  test('puts the fields of an input into the vault, bound to their place and their person', async () => {
    const entries: VaultEntry[] = [];
    const vault = { tokenise: async (asked: { readonly actor: string; readonly entries: readonly VaultEntry[] }) => (entries.push(...asked.entries), asked.entries.map((_entry, index) => `${asked.actor} ${index}`)) };
    const tokeniser = createInputTokeniser({ vault, actor: 'operator:batch', subject: '/client/id' });
    expect(await tokeniser.tokenise({ ...request, input: { client: { id: 7 } } })).toEqual(['operator:batch 0', 'operator:batch 1']);
    expect(entries[1]).toEqual({ value: '4111', subject: '7', purposes: ['workflow'], deterministic: true, binding: { tenant: 'bank', definition: 'examples/antifraud', pointer: '/input/pan', principal: 'batch' } });
  });

  test.each([[{}], [{ client: { id: '' } }], [{ client: { id: ['x'] } }]])('refuses an input that does not say whose it is: %j', async (input) => {
    const tokeniser = createInputTokeniser({ vault: { tokenise: () => Promise.resolve([]) }, actor: 'a', subject: '/client/id' });
    await expect(tokeniser.tokenise({ ...request, input })).rejects.toMatchObject({ findings: [{ pointer: '/client/id', message: 'must name the person whose data this is' }] });
  });
});
