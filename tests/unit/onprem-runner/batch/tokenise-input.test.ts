import { describe, expect, test } from 'vitest';
import { createInputTokeniser } from '#onprem-runner/batch/tokenise-input.ts';
import type { TokeniseRequest } from '#shared/client/index.ts';
import type { VaultEntry } from '#shared/ports/vault.ts';

const request: Omit<TokeniseRequest, 'input'> = {
  tenant: 'bank', definition: 'examples/antifraud', principal: 'batch', idempotencyKey: 'key.7',
  fields: [{ origin: '/input/name', pointer: '/name', value: 'Kim' }, { origin: '/input/cards/items', pointer: '/cards/0', value: { pan: '4111' } }, { origin: '/input/cards/items', pointer: '/cards/1', value: { pan: '4111' } }],
};

function vaultOf(): { readonly entries: VaultEntry[]; tokenise(asked: { readonly actor: string; readonly entries: readonly VaultEntry[] }): Promise<readonly string[]> } {
  const entries: VaultEntry[] = [];
  return { entries, tokenise: async (asked) => (entries.push(...asked.entries), asked.entries.map((_entry, index) => `${asked.actor} ${index}`)) };
}

describe('createInputTokeniser()', () => {
  test('puts the fields of an input into the vault, bound to their place, their person and the line that they come from', async () => {
    const vault = vaultOf();
    const tokeniser = createInputTokeniser({ vault, actor: 'operator:batch', subject: '/client/id' });
    expect(await tokeniser.tokenise({ ...request, input: { client: { id: 7 } } })).toEqual(['operator:batch 0', 'operator:batch 1', 'operator:batch 2']);
    expect(vault.entries[1]).toEqual({ value: { pan: '4111' }, subject: '7', purposes: ['workflow'], source: 'key.7 /cards/0', binding: { tenant: 'bank', definition: 'examples/antifraud', pointer: '/input/cards/items', principal: 'batch' } });
    expect(new Set(vault.entries.map(({ source }) => source)).size).toBe(3);
  });

  test('counts values by their fields, for a summary that names no value', async () => {
    const tokeniser = createInputTokeniser({ vault: vaultOf(), actor: 'a', subject: '/id' });
    await Promise.all([1, 2].map((id) => tokeniser.tokenise({ ...request, input: { id } })));
    expect(Object.fromEntries(tokeniser.counts)).toEqual({ '/input/name': 2, '/input/cards/items': 4 });
  });

  test('does without a vault where nothing is to be stored, and finds the same faults', async () => {
    const tokeniser = createInputTokeniser({ actor: '', subject: '/id' });
    expect(await tokeniser.tokenise({ ...request, input: { id: 'x' } })).toHaveLength(3);
    expect(tokeniser.counts.get('/input/name')).toBe(1);
    await expect(tokeniser.tokenise({ ...request, input: {} })).rejects.toMatchObject({ name: 'WorkflowInputError' });
  });

  test.each([[{}], [{ client: { id: '' } }], [{ client: { id: ['x'] } }], [{ client: { id: 'x'.repeat(513) } }], [{ client: { id: '\ud800' } }]])('refuses an input that does not say whose it is: %j', async (input) => {
    const tokeniser = createInputTokeniser({ vault: { tokenise: () => Promise.resolve([]) }, actor: 'a', subject: '/client/id' });
    await expect(tokeniser.tokenise({ ...request, input })).rejects.toMatchObject({ findings: [{ pointer: '/client/id', message: 'must name the person whose data this is' }] });
    expect(tokeniser.counts.size).toBe(0);
  });
});
