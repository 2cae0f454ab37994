import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { textSource } from '#onprem-runner/demo/scan/scan.ts';
import { countIn } from '#onprem-runner/demo/search.ts';
import { valuesAt } from '#onprem-runner/demo/transactions.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { startAzureStack, type AzureStack } from '#tests/support/azure/stack.ts';
import { waitUntil } from '#tests/support/azure/wait.ts';
import { describeWithKafka } from '#tests/support/kafka/index.ts';

const EXAMPLE = join(import.meta.dirname, '../../../statemachines/examples/antifraud');
const WORKFLOW = readFileSync(join(EXAMPLE, '1.0.0/workflow.yaml'), 'utf8');
const TIMEOUT_MS = 120_000;
const transactions = readFileSync(join(EXAMPLE, 'samples/transactions.ndjson'), 'utf8').trim().split('\n').slice(0, 3).map((line) => JSON.parse(line) as JsonObject);

await describeWithKafka('the built app of Azure on a modelled host, and a bank', (broker) => {
  let stack: AzureStack;
  const lines: string[] = [];
  beforeAll(async () => {
    for (const level of ['info', 'warn', 'error'] as const) vi.spyOn(console, level).mockImplementation((line: unknown) => void lines.push(String(line)));
    stack = await startAzureStack(broker);
    await stack.client.definitions.register(WORKFLOW, 'application/yaml');
  }, TIMEOUT_MS);
  afterAll(async () => {
    await stack.stop();
    vi.restoreAllMocks();
  }, TIMEOUT_MS);

  test('a registered definition runs on Durable Functions, and has its Tier 1 work done in the bank, of which the cloud keeps no byte', { timeout: TIMEOUT_MS }, async () => {
    const { sealedFields } = await stack.client.definitions.get('examples.antifraud');
    const runs = await Promise.all(transactions.map((transaction) => stack.client.workflows.start('examples.antifraud', transaction)));
    const ends = await Promise.all(runs.map((run) => run.result({ timeoutMs: TIMEOUT_MS })));
    expect(ends).toMatchObject(transactions.map(({ id }) => ({ transactionId: id, decision: 'pass', services: [{ service: 'aml' }, { service: 'fraud' }, { service: 'ml' }] })));
    const personal = valuesAt(transactions, sealedFields.filter(({ tier }) => tier === 1).map(({ dataPath }) => dataPath));
    const dump = await stack.dump();
    expect(personal.length).toBeGreaterThan(10);
    expect(dump.join('').length).toBeGreaterThan(50_000);
    expect(await countIn(personal, textSource('cloud', () => [...dump, ...lines]))).toBe(0);
    expect(await countIn(personal, textSource('planted', () => [...dump, `"x":"${personal[3] ?? ''}"`]))).toBe(1);
    expect(stack.live.host.instances().filter(({ status }) => status !== 'Completed')).toEqual([]);
  });

  test('what the bank still does for a run that is cancelled is cancelled too', { timeout: TIMEOUT_MS }, async () => {
    await stack.stopRunner();
    const run = await stack.client.workflows.start('examples.antifraud', transactions[1] ?? {});
    const rows = async () => (await stack.dump()).filter((text) => text.startsWith('(') && text.includes(run.runId) && text.includes('dispatched'));
    await waitUntil(async () => ((await rows()).length > 0 ? true : undefined));
    expect((await rows()).some((row) => row.includes('stopped'))).toBe(false);
    expect(await run.cancel()).toBe(true);
    await waitUntil(async () => ((await rows()).some((row) => row.includes('stopped')) ? true : undefined));
    expect(await run.status()).toMatchObject({ status: 'CANCELLED' });
  });
});
