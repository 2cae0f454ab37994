import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DocumentStore } from '#onprem-runner/handlers/document-store.ts';
import { HandlerError } from '#onprem-runner/handlers/handler-error.ts';
import { loadHandlers } from '#onprem-runner/handlers/load-handlers.ts';
import { createMemoryDocumentStore } from '#onprem-runner/handlers/memory-document-store.ts';
import { createHandlerRegistry, type HandlerRegistry } from '#onprem-runner/handlers/registry.ts';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';

const EXAMPLE = 'statemachines/examples/antifraud';
const validator = createSchemaValidator();
let cacheFolder: string;
let handlers: HandlerRegistry;
let samples: readonly JsonObject[];

beforeAll(async () => {
  cacheFolder = await mkdtemp(join(tmpdir(), 'uwf-antifraud-'));
  handlers = createHandlerRegistry(await loadHandlers(`${EXAMPLE}/handlers`, { validator, cacheFolder }));
  samples = (await readFile(`${EXAMPLE}/samples/transactions.ndjson`, 'utf8')).trimEnd().split('\n').map(parseObject);
});

afterAll(async () => {
  await rm(cacheFolder, { recursive: true });
});

function parseObject(text: string): JsonObject {
  const value: unknown = JSON.parse(text);
  if (!isJsonObject(value)) throw new TypeError('not an object');
  return value;
}

/** Calls a handler as the runner would, except that nothing is sealed. */
async function call(name: string, input: JsonValue, run: { readonly store: DocumentStore; readonly executionId: string }): Promise<JsonObject> {
  const handler = handlers.find(name, '1.0.0');
  expect(handler, name).toBeDefined();
  expect(validator.validate({ schema: handler?.input ?? false, value: input })).toEqual([]);
  const fail = (code: string): never => {
    throw new HandlerError(code);
  };
  const output: unknown = await handler?.handle(input, { ...run, attemptId: 'a', idempotencyKey: 'a', attempt: 1, signal: new AbortController().signal, fail, heartbeat: () => undefined });
  const json = parseObject(JSON.stringify(output));
  expect(validator.validate({ schema: handler?.output ?? false, value: json })).toEqual([]);
  return json;
}

/** The rules of the workflow, by hand: an oracle for what the definition does. */
async function decide(sample: JsonObject, store = createMemoryDocumentStore(), executionId = String(sample['id'])): Promise<JsonObject> {
  const transaction = Object.fromEntries(Object.entries(sample).filter(([name]) => name !== 'client_cvv'));
  const run = { store, executionId };
  const { recordId } = await call('store-transaction', { transaction }, run);
  const checks: Record<string, JsonObject> = {};
  for (const [service, name] of [['aml', 'aml-check'], ['fraud', 'fraud-check'], ['ml', 'ml-score']] as const) {
    const assessment = await call(name, { transaction }, run);
    checks[service] = assessment;
    if (assessment['resolution'] === 'FAIL') break;
  }
  return { ...(await call('finalize-transaction', { transaction, recordId: recordId ?? '', checks }, run)), services: Object.keys(checks) };
}

function sampleById(id: string): JsonObject {
  const sample = samples.find((one) => one['id'] === id);
  expect(sample).toBeDefined();
  return sample ?? {};
}

describe('the sample transactions', () => {
  test('are at least thirty, each with its own id and not of today', () => {
    expect(samples.length).toBeGreaterThanOrEqual(30);
    expect(new Set(samples.map((sample) => sample['id'])).size).toBe(samples.length);
    expect(samples.filter((sample) => 'client_cvv' in sample)).toHaveLength(1);
    const today = new Date().toISOString().slice(0, 10);
    for (const sample of samples) expect(String(sample['date'] ?? '')).not.toContain(today);
  });

  test('reach every decision, retry and fail', async () => {
    const outcomes = await Promise.all(
      samples.map(async (sample) => {
        const store = createMemoryDocumentStore();
        const first = await decide(sample, store).catch((error: unknown) => error);
        if (!(first instanceof HandlerError)) return [String(sample['id']), parseObject(JSON.stringify(first))['decision']];
        const second = await decide(sample, store).catch((error: unknown) => error);
        return [String(sample['id']), second instanceof HandlerError ? 'failed' : 'retried'];
      }),
    );
    const decided = outcomes.map(([, outcome]) => outcome);
    const counted = ['pass', 'warn', 'reject', 'retried', 'failed'].map((outcome) => [outcome, decided.filter((one) => one === outcome).length]);
    expect(Object.fromEntries(counted)).toEqual({ pass: 18, warn: 5, reject: 6, retried: 2, failed: 1 });
  });
});

const ORDINARY: JsonObject = { id: 'txn-1', type: 'purchase', amount: '1500', currency: 'KZT', client_id: 'client-1', client_name: 'Anna Lee', client_card_holder: 'ANNA LEE', client_pan: '4111111111111111', channel: 'POS', location_ip: '84.240.12.17', date: '2025-03-14T10:00:00+05:00' };

describe('the antifraud handlers', () => {
  test('never take a card verification code', async () => {
    const input = { transaction: { ...ORDINARY, client_cvv: '123' } };
    for (const name of ['store-transaction', 'aml-check', 'fraud-check', 'ml-score']) {
      expect(validator.validate({ schema: handlers.find(name, '1.0.0')?.input ?? false, value: input })).not.toEqual([]);
    }
  });

  test('store-transaction stores once per run, and again for another run', async () => {
    const store = createMemoryDocumentStore();
    const input = { transaction: ORDINARY };
    const first = await call('store-transaction', input, { store, executionId: 'run-1' });
    expect(first['stored']).toBe('CREATED');
    expect(await call('store-transaction', input, { store, executionId: 'run-1' })).toEqual({ ...first, stored: 'EXISTING' });
    expect((await call('store-transaction', input, { store, executionId: 'run-2' }))['stored']).toBe('CREATED');
  });

  test('aml-check fails a sanctioned name however it is written, also one that the bank has added', async () => {
    const store = createMemoryDocumentStore();
    await store.put({ collection: 'sanctioned-names', key: '1', value: { name: 'José  Núñez' } });
    const resolve = async (client_name: string) => (await call('aml-check', { transaction: { ...ORDINARY, client_name } }, { store, executionId: 'r' }))['resolution'];
    expect(await Promise.all(['VIKTOR SANCTIONOV', 'Viktor-Sanctionov', '制裁太郎', 'jose nunez'].map(resolve))).toEqual(['FAIL', 'FAIL', 'FAIL', 'FAIL']);
    expect(await Promise.all(['Viktor S', 'José', ''].map(resolve))).toEqual(['PASS', 'PASS', 'PASS']);
  });

  test('fraud-check reviews a card that is used many times within minutes', async () => {
    const store = createMemoryDocumentStore();
    for (const minute of [0, 1, 2, 3]) {
      await call('store-transaction', { transaction: { ...ORDINARY, id: `txn-${minute}`, date: `2025-03-14T10:0${minute}:00+05:00` } }, { store, executionId: `run-${minute}` });
    }
    const check = (date: string) => call('fraud-check', { transaction: { ...ORDINARY, date } }, { store, executionId: 'r' });
    expect((await check('2025-03-14T10:03:30+05:00'))['resolution']).toBe('REVIEW');
    expect((await check('2025-03-14T11:00:00+05:00'))['resolution']).toBe('PASS');
  });

  test('a score over 90 rejects and one over 70 warns, even where every service lets pass', async () => {
    const decisionFor = async (score: number) => {
      const checks = { aml: { resolution: 'PASS', riskRange: '91-100', score, reasons: [] } };
      return (await call('finalize-transaction', { transaction: ORDINARY, recordId: 'r', checks }, { store: createMemoryDocumentStore(), executionId: 'r' }))['decision'];
    };
    expect(await Promise.all([0, 70, 71, 90, 91, 100].map(decisionFor))).toEqual(['pass', 'pass', 'warn', 'warn', 'reject', 'reject']);
  });

  test('a review warns and a failure rejects, whatever the score', async () => {
    const decisionFor = async (resolution: string) => {
      const checks = { aml: { resolution: 'PASS', riskRange: '0-30', score: 1, reasons: [] }, ml: { resolution, riskRange: '0-30', score: 1, reasons: [] } };
      return (await call('finalize-transaction', { transaction: ORDINARY, recordId: 'r', checks }, { store: createMemoryDocumentStore(), executionId: 'r' }))['decision'];
    };
    expect(await Promise.all(['PASS', 'REVIEW', 'FAIL'].map(decisionFor))).toEqual(['pass', 'warn', 'reject']);
  });

  test('decide the same twice', async () => {
    const sample = sampleById('txn-20023');
    expect(await decide(sample)).toEqual(await decide(sample));
  });

  test.each(['store-transaction', 'aml-check', 'finalize-transaction'])('%s fails with a code of its catalogue when its store is away', async (name) => {
    const away = () => Promise.reject(new TypeError('no connection: secret'));
    const store: DocumentStore = { get: away, put: away, insert: away, find: away };
    const checks = { aml: { resolution: 'PASS', riskRange: '0-30', score: 1, reasons: [] } };
    const input = name === 'finalize-transaction' ? { transaction: ORDINARY, recordId: 'r', checks } : { transaction: ORDINARY };
    await expect(call(name, input, { store, executionId: 'r' })).rejects.toThrow(HandlerError);
  });
});
