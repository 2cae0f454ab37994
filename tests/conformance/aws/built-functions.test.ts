import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { awsFunctions } from '../../../infra/build/bundle-functions.mjs';
import { countIn } from '#onprem-runner/demo/search.ts';
import { textSource } from '#onprem-runner/demo/scan/scan.ts';
import { valuesAt } from '#onprem-runner/demo/transactions.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { startAwsStack, type AwsStack } from '#tests/support/aws/stack.ts';
import { describeWithKafka } from '#tests/support/kafka/index.ts';
import { startLocalStack } from '#tests/support/localstack.ts';
import { describeNotRun } from '#tests/support/not-run.ts';

const ROOT = join(import.meta.dirname, '../../..');
const EXAMPLE = join(ROOT, 'statemachines/examples/antifraud');
const WORKFLOW = readFileSync(join(EXAMPLE, '1.0.0/workflow.yaml'), 'utf8');
const TIMEOUT_MS = 300_000;
const transactions = readFileSync(join(EXAMPLE, 'samples/transactions.ndjson'), 'utf8').trim().split('\n').slice(0, 2).map((line) => JSON.parse(line) as JsonObject);
const started = await startLocalStack({ mayInstall: process.env['CI'] === 'true', services: ['stepfunctions', 'sqs', 'sts', 'secretsmanager'] });

function hostOf(server: Server): string {
  const address = server.address();
  return `127.0.0.1:${String(typeof address === 'object' ? address?.port : 0)}`;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(100);
}

if (started.ok) {
  const { endpoint, stop } = started.value;
  await describeWithKafka('the built functions of AWS over the real APIs, and a bank', (broker) => {
    let stack: AwsStack;
    const partner = createServer((_request, response) => response.setHeader('content-type', 'application/json').end('{"rate":4.5}'));
    const lines: string[] = [];
    beforeAll(async () => {
      for (const level of ['info', 'warn', 'error'] as const) vi.spyOn(console, level).mockImplementation((line: unknown) => void lines.push(String(line)));
      await once(partner.listen(0, '127.0.0.1'), 'listening');
      stack = await startAwsStack({ localStack: endpoint, broker, egressHosts: [hostOf(partner)] });
      await stack.client.definitions.register(WORKFLOW, 'application/yaml');
    }, TIMEOUT_MS);
    afterAll(async () => {
      await stack.stop();
      partner.close();
      await stop();
      vi.restoreAllMocks();
    }, TIMEOUT_MS);

    test('a registered definition runs on Step Functions, and has its Tier 1 work done in the bank, of which the cloud keeps no byte', { timeout: TIMEOUT_MS }, async () => {
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
    });

    test('a start that is repeated starts nothing', { timeout: TIMEOUT_MS }, async () => {
      const [transaction = {}] = transactions;
      const first = await stack.client.workflows.start('examples.antifraud', transaction, { idempotencyKey: 'once' });
      const again = await stack.client.workflows.start('examples.antifraud', transaction, { idempotencyKey: 'once' });
      expect(again.runId).toBe(first.runId);
    });

    test('what the cloud does itself is done by a function behind a queue', { timeout: TIMEOUT_MS }, async () => {
      await stack.client.definitions.register(`document: { dsl: '1.0.3', namespace: examples, name: rate, version: 1.0.0 }\ndo: [ { ask: { call: http, with: { method: get, endpoint: 'http://${hostOf(partner)}/rate' } } } ]`, 'application/yaml');
      const run = await stack.client.workflows.start('examples.rate', {});
      expect(await run.result({ timeoutMs: TIMEOUT_MS })).toEqual({ rate: 4.5 });
    });

    test('every function was called', { timeout: TIMEOUT_MS }, async () => {
      await until(async () => stack.called().length === awsFunctions(ROOT).length);
      expect(stack.called()).toEqual(awsFunctions(ROOT));
    });
  });
} else {
  describeNotRun('the built functions of AWS', started.reason);
}
