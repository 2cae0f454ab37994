import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defineHandler, type Handler } from '#onprem-runner/handlers/define-handler.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { StoredDefinition } from '#shared/ports/definition-store.ts';
import type { Revealer, VaultEntry } from '#shared/ports/vault.ts';
import { createRunnerBench, PRINCIPAL, RUNNER_ID, TENANT, workItem, type RunnerBench } from '#tests/support/onprem/runner-bench.ts';
import { createVaultBench, type VaultBench } from '#tests/support/vault/vault-bench.ts';

const SECRET = 'Aleksandra Petrova';
const DOCUMENT = `
document: { dsl: 1.0.3, namespace: tests, name: check, version: 1.0.0 }
evaluate: { language: jsonata }
input:
  schema:
    document:
      type: object
      additionalProperties: false
      properties:
        id: { type: string, x-tier: 3 }
        name: { type: string, minLength: 3, maxLength: 100, x-tier: 1 }
        card: { type: object, x-tier: 1, additionalProperties: false, properties: { pan: { type: string } } }
do:
  - check:
      call: check:1.0.0@default
      with: { id: '\${ $workflow.input.id }', name: '\${ $workflow.input.name }', card: '\${ $workflow.input.card }' }
  - greet: { set: { greeting: '\${ "Dear " & $uppercase($workflow.input.name) }' } }
`;

let inputs: JsonValue[];
let vault: VaultBench;
let asked: number;
let bench: RunnerBench;
let stored: StoredDefinition;
/** What the vault says instead of values. */
let refusal: UwfError | undefined;

const CHECK: Handler = defineHandler<JsonValue, unknown>({
  name: 'check', version: '1.0.0', input: {}, output: { type: 'object', additionalProperties: false, properties: { score: { 'x-tier': 1 } } }, errors: {}, effect: 'local',
  handle: (input) => {
    inputs.push(input);
    return { score: input };
  },
});

beforeEach(async () => {
  inputs = [];
  asked = 0;
  refusal = undefined;
  vault = await createVaultBench();
  const watched: Revealer = {
    reveal: (request) => {
      asked += 1;
      return refusal === undefined ? vault.vault.reveal(request) : Promise.reject(refusal);
    },
  };
  bench = await createRunnerBench([CHECK], { vault: watched });
  stored = await bench.register(DOCUMENT);
  bench.runner.start();
});
afterEach(async () => {
  await bench.runner.stop();
  vault.close();
});

const tokenOf = async (value: JsonValue, field = 'name', more: Partial<VaultEntry> = {}): Promise<string> => {
  const binding = { tenant: TENANT, definition: 'tests/check', pointer: `/input/schema/document/properties/${field}`, principal: PRINCIPAL };
  return (await vault.vault.tokenise({ actor: 'batch', entries: [{ value, subject: 'customer-1', purposes: ['workflow'], binding, ...more }] }))[0] ?? '';
};
const check = (args: { readonly [name: string]: JsonValue }) => bench.ask(workItem(stored, 'check', { id: 'id-1', card: {}, ...args }));

describe('a step whose arguments hold tokens', () => {
  test('reaches its handler with the values, beside sealed ones; they are recorded before, and leave sealed', async () => {
    const card = await bench.sealInput(stored, 'card', { pan: '4111' });
    const answer = await check({ name: await tokenOf(SECRET), card });
    expect(inputs).toEqual([{ id: 'id-1', name: SECRET, card: { pan: '4111' } }]);
    expect(answer).toMatchObject({ outcome: 'done', output: { score: expect.stringMatching(/^uwf-sealed:1:/u) } });
    expect((await vault.records()).at(-1)).toMatchObject({ kind: 'value-revealed', actor: RUNNER_ID, details: { purpose: 'workflow', definition: 'tests/check', execution: 'run-1' } });
    expect(JSON.stringify(answer) + bench.log()).not.toContain('Aleksandra');
  });

  test('asks the vault once for all of them, and not where there is none', async () => {
    await check({ name: await tokenOf(SECRET), card: await tokenOf({ pan: '4111' }, 'card') });
    expect([asked, inputs]).toEqual([1, [{ id: 'id-1', name: SECRET, card: { pan: '4111' } }]]);
    await check({ name: await bench.sealInput(stored, 'name', SECRET), card: null });
    expect(asked).toBe(1);
  });

  test('is computed with inside the bank where the compiler moved an expression there', async () => {
    const args = { template: { greeting: { 'uwf:expression': "'Dear ' & $uppercase($states.context.Execution.Input.name)" } }, states: { context: { Execution: { Input: { id: 'id-1', name: await tokenOf(SECRET) } } } }, variables: {} };
    const answer = await bench.ask(workItem(stored, 'greet', args));
    expect(answer).toMatchObject({ outcome: 'done', output: { greeting: expect.stringMatching(/^uwf-sealed:1:/u) } });
    const { output } = answer.outcome === 'done' ? answer : { output: null };
    expect(await bench.unsealer.unseal({ sealed: String(typeof output === 'object' && output !== null && 'greeting' in output ? output.greeting : '') })).toMatchObject({ value: `Dear ${SECRET.toUpperCase()}` });
  });

  test('fails by a name of its own when a value is not there any more, with its place and without its value', async () => {
    const token = await tokenOf(SECRET);
    await vault.vault.erase({ actor: 'officer', tenant: TENANT, subject: 'customer-1', reason: 'request' });
    const expected = { outcome: 'failed', error: 'Uwf.UnknownToken', cause: "the argument at '/name' is a token whose value the vault does not have, or not any more" };
    expect(await check({ name: token })).toMatchObject(expected);
    expect(await check({ name: 'uwf-token:1:AAAAAAAAAAAAAAAAAAAAAA' })).toMatchObject(expected);
    expect([inputs, bench.log().includes(token)]).toEqual([[], false]);
  });

  test.each<[string, () => Promise<{ readonly [name: string]: JsonValue }>, string]>([
    ['of another field', async () => ({ name: await tokenOf(SECRET, 'card') }), "the argument at '/name' is a token for another definition, field, caller, execution or purpose"],
    ['for another purpose', async () => ({ name: await tokenOf(SECRET, 'name', { purposes: ['support'] }) }), "the argument at '/name' is a token for another definition, field, caller, execution or purpose"],
    ['in a place of a lower tier', async () => ({ name: 'Kim', id: await tokenOf(SECRET) }), "the argument at '/id' is a token where none may be"],
    ['of a value that breaks the schema', async () => ({ name: await tokenOf('A') }), "the argument at '/name' breaks the input schema once its token is resolved"],
    ['of which there are too many', async () => ({ name: 'Kim', card: Array.from({ length: 257 }, () => 'uwf-token:1:AAAAAAAAAAAAAAAAAAAAAA') }), "the argument at '' holds too many tokens"],
  ])('fails as with a sealed value that does not belong there, for a token %s', async (_name, args, cause) => {
    expect(await check(await args())).toMatchObject({ outcome: 'failed', error: 'Uwf.InvalidSealedInput', cause });
    expect(inputs).toEqual([]);
  });

  test.each(['UWF-4295', 'UWF-5001', 'UWF-5007', 'UWF-5008'] as const)('is put off while the vault cannot answer, and then done: %s', async (code) => {
    refusal = new UwfError(code);
    const token = await tokenOf(SECRET);
    await bench.send(workItem(stored, 'check', { id: 'id-1', card: {}, name: token }));
    await expect.poll(() => asked).toBeGreaterThan(0);
    expect(inputs).toEqual([]);
    refusal = undefined;
    expect(await bench.answer()).toMatchObject({ outcome: 'done' });
    expect(inputs).toHaveLength(1);
  });
});
