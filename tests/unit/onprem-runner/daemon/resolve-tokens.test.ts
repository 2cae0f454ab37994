import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { nodeSchema, placedTask, type RunnerProgram } from '#onprem-runner/daemon/programs.ts';
import { resolveTokens, type ResolveTokensRequest } from '#onprem-runner/daemon/resolve-tokens.ts';
import { catalogueOf } from '#onprem-runner/handlers/catalogue.ts';
import { defineHandler } from '#onprem-runner/handlers/define-handler.ts';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { nodeDigest } from '#shared/adapters/node/index.ts';
import { revisionOf } from '#shared/application/definition-revision.ts';
import { compileDefinition } from '#shared/core/compiler/compile.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { WORKFLOW_PURPOSE, type ValueBinding } from '#shared/core/vault/binding.ts';
import type { WorkItem } from '#shared/core/work/message.ts';
import { createVaultBench, type VaultBench } from '#tests/support/vault/vault-bench.ts';

const DOCUMENT = `
document: { dsl: 1.0.3, namespace: tests, name: check, version: 1.0.0 }
evaluate: { language: jsonata }
input:
  schema:
    document:
      type: object
      additionalProperties: false
      properties:
        name: { type: string, minLength: 3, maxLength: 100, x-tier: 1 }
        phone: { type: string, x-tier: 1 }
        aliases: { type: array, items: { type: string, x-tier: 1 } }
        card: { type: object, x-tier: 1, properties: { pan: { type: string }, code: { type: string, x-transient: true } } }
do:
  - check:
      call: check:1.0.0@default
      with: { name: '\${ $workflow.input.name }', aliases: '\${ $workflow.input.aliases }', card: '\${ $workflow.input.card }', mode: strict }
  - second:
      call: check:1.0.0@default
      with: { name: '\${ $.score }', aliases: [], card: {}, mode: strict }
`;

const handler = defineHandler<JsonValue, unknown>({
  name: 'check', version: '1.0.0', input: {}, output: { type: 'object', additionalProperties: false, properties: { score: { 'x-tier': 1 } } }, errors: {}, effect: 'local', handle: () => ({}),
});
const FIELD: ValueBinding = { tenant: 'bank', definition: 'tests/check', pointer: '/input/schema/document/properties/name' };
const RESULT: ValueBinding = { tenant: 'bank', definition: 'tests/check', pointer: '/do/0/check#/score' };

let bench: VaultBench;
beforeEach(async () => {
  bench = await createVaultBench();
});
afterEach(() => bench.close());

const tokenFor = async (value: JsonValue, binding: Partial<ValueBinding> = {}, purposes: readonly string[] = [WORKFLOW_PURPOSE]): Promise<string> =>
  (await bench.vault.tokenise({ actor: 'batch', entries: [{ value, binding: { ...FIELD, ...binding }, subject: 'customer-1', purposes }] }))[0] ?? '';

/** The first task of the document with these arguments; its sealed values are open already. */
async function requestOf(given: { readonly [name: string]: JsonValue }, more: { readonly state?: string; readonly opened?: JsonValue; readonly item?: Partial<WorkItem>; readonly tenant?: string } = {}): Promise<ResolveTokensRequest> {
  const outcome = compileDefinition({ text: DOCUMENT, target: { name: 'private-cloud', runtime: 'engine', zone: 'private-cloud' }, catalogue: catalogueOf([handler]) });
  if (!outcome.accepted) throw new Error(JSON.stringify(outcome.diagnostics));
  const revision = revisionOf(nodeDigest, outcome.program);
  const fields = outcome.program.placement.input.map((field) => [field.origin, { field, schema: nodeSchema(outcome.program.inputSchema, field.schemaPointer) }] as const);
  const program: RunnerProgram = { program: outcome.program, inputFields: new Map(fields) };
  const state = more.state ?? 'check';
  const found = outcome.program.machine.States[state];
  const args = { name: 'plain', aliases: [], card: {}, mode: 'strict', ...given };
  const item: WorkItem = {
    kind: 'run', attemptId: 'a1', executionId: 'run-1', definition: outcome.program.identity, revision, state, resource: found?.Type === 'Task' ? found.Resource : '', arguments: args, principal: 'partner', retryCount: 0, ...more.item,
  };
  const task = placedTask(program, item);
  if (task === undefined) throw new Error('the task is placed on-prem');
  return { item, program, task, tenant: more.tenant ?? 'bank', runnerId: 'runner-1', opened: more.opened ?? args };
}

const resolve = async (...[given, more]: Parameters<typeof requestOf>) => resolveTokens({ vault: bench.vault, validator: createSchemaValidator() }, await requestOf(given, more));
const failure = (pointer: string, reason: string) => ({ ok: false, error: { pointer, reason } });

describe('resolveTokens()', () => {
  test('puts values in the places of their tokens, and asks once for all of them', async () => {
    const name = await tokenFor('Aleksandra');
    const alias = await tokenFor('Sasha', { pointer: '/input/schema/document/properties/aliases/items', principal: 'partner' });
    expect(await resolve({ name, aliases: [alias, 'plain'] })).toEqual({ ok: true, value: { name: 'Aleksandra', aliases: ['Sasha', 'plain'], card: {}, mode: 'strict' } });
    const reveals = (await bench.records()).filter(({ kind }) => kind === 'value-revealed');
    expect(reveals).toMatchObject([{ actor: 'runner-1', details: { purpose: 'workflow', tenant: 'bank', definition: 'tests/check', execution: 'run-1', tokens: [expect.any(String), expect.any(String)] } }]);
  });

  test('takes a result of this very execution where the placement allows it', async () => {
    const token = await tokenFor(81, { ...RESULT, execution: 'run-1' });
    expect(await resolve({ name: token }, { state: 'second' })).toMatchObject({ ok: true, value: { name: 81 } });
  });

  test('does not ask the vault where there is no token', async () => {
    const vault = { reveal: () => Promise.reject(new Error('asked')) };
    const request = await requestOf({ name: 'plain' }, { opened: { name: 'opened' } });
    expect(await resolveTokens({ vault, validator: createSchemaValidator() }, request)).toEqual({ ok: true, value: { name: 'opened' } });
  });

  test('leaves alone what only a sealed value holds: its text is not part of the message', async () => {
    const token = await tokenFor('Aleksandra');
    const opened = { name: token, aliases: [], card: {}, mode: 'strict' };
    expect(await resolve({ name: 'uwf-sealed:1:x' }, { opened })).toEqual({ ok: true, value: opened });
  });

  test.each<[string, Partial<ValueBinding>, Parameters<typeof requestOf>[1]]>([
    ['another definition', { definition: 'tests/other' }, {}],
    ['another field', { pointer: '/input/schema/document/properties/phone' }, {}],
    ['another principal', { principal: 'someone-else' }, {}],
    ['another execution', { ...RESULT, execution: 'run-2' }, { state: 'second' }],
    ['no execution, being a result', RESULT, { state: 'second' }],
    ['an execution, being input', { execution: 'run-1' }, {}],
  ])('refuses a token for %s, as the runner refuses such a sealed value', async (_what, binding, more) => {
    expect(await resolve({ name: await tokenFor('Aleksandra', binding) }, more)).toEqual(failure('/name', 'place'));
    expect((await bench.records()).at(-1)?.kind).toBe('reveal-refused');
  });

  test('refuses a token that allows other purposes only', async () => {
    expect(await resolve({ name: await tokenFor('Aleksandra', {}, ['support']) })).toEqual(failure('/name', 'place'));
  });

  test('knows no token that was erased, that nobody made, or that another tenant has', async () => {
    const token = await tokenFor('Aleksandra');
    expect(await resolve({ name: 'uwf-token:1:AAAAAAAAAAAAAAAAAAAAAA' })).toEqual(failure('/name', 'unknown'));
    expect(await resolve({ name: `${token}x` })).toEqual(failure('/name', 'unknown'));
    expect(await resolve({ name: await tokenFor('Aleksandra', { tenant: 'other' }) })).toEqual(failure('/name', 'unknown'));
    await bench.vault.erase({ actor: 'officer', tenant: 'bank', subject: 'customer-1', reason: 'request' });
    expect(await resolve({ name: token })).toEqual(failure('/name', 'unknown'));
  });

  test('says which of several tokens it was', async () => {
    const [good, alias] = [await tokenFor('Aleksandra'), await tokenFor('Sasha', { pointer: '/input/schema/document/properties/aliases/items' })];
    expect(await resolve({ name: good, aliases: [alias, 'uwf-token:1:AAAAAAAAAAAAAAAAAAAAAA'] })).toEqual(failure('/aliases/1', 'unknown'));
    expect(await resolve({ name: good, aliases: [alias, good] })).toEqual(failure('/aliases/1', 'place'));
  });

  test('knows no token where the runner has no vault', async () => {
    const request = await requestOf({ name: await tokenFor('Aleksandra') });
    expect(await resolveTokens({ validator: createSchemaValidator() }, request)).toEqual(failure('/name', 'unknown'));
  });

  test('refuses a token where no value from outside may stand, without asking the vault', async () => {
    const token = await tokenFor('strict');
    expect(await resolve({ mode: token })).toEqual(failure('/mode', 'origin'));
    expect((await bench.records()).some(({ kind }) => kind === 'reveal-refused')).toBe(false);
  });

  test('checks the values of input fields, which the API could not look at', async () => {
    expect(await resolve({ name: await tokenFor('A') })).toEqual(failure('/name', 'schema'));
    expect(await resolve({ name: await tokenFor(7) })).toEqual(failure('/name', 'schema'));
    const card = await tokenFor({ pan: '4111', code: '123' }, { pointer: '/input/schema/document/properties/card' });
    expect(await resolve({ card })).toEqual(failure('/card', 'transient'));
  });

  test('refuses more tokens than one reveal takes', async () => {
    expect(await resolve({ aliases: Array.from({ length: 257 }, () => 'uwf-token:1:AAAAAAAAAAAAAAAAAAAAAA') })).toEqual(failure('', 'count'));
  });

  test('throws what passes: the attempt is made again later', async () => {
    const request = await requestOf({ name: await tokenFor('Aleksandra') });
    for (const code of ['UWF-5007', 'UWF-5008', 'UWF-4295'] as const) {
      const vault = { reveal: () => Promise.reject(new UwfError(code)) };
      await expect(resolveTokens({ vault, validator: createSchemaValidator() }, request)).rejects.toMatchObject({ code });
    }
  });
});
