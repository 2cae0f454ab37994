import { describe, expect, test } from 'vitest';
import { defineHandler } from '#onprem-runner/handlers/define-handler.ts';
import { createHandlerRegistry } from '#onprem-runner/handlers/registry.ts';
import { createShippedLogger } from '#onprem-runner/egress/shipped-log.ts';
import { HELD_METRIC } from '#onprem-runner/egress/metrics.ts';
import type { MetricFamily, MetricSample } from '#onprem-runner/health/render.ts';
import { STANDARD_ERROR_TYPE_BASE } from '#shared/core/asl/error-names.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import { openTestEgress, testDetectors } from '#tests/support/egress/test-egress.ts';

const HANDLER = defineHandler<JsonValue, unknown>({ name: 'check', version: '1.0.0', input: {}, output: {}, errors: { DOWN: { status: 503, title: 'It is down', retryable: true } }, effect: 'local', handle: () => 1 });
const RESOURCE = 'uwf:function:check:1.0.0';
const { egress } = openTestEgress({ sealer: { seal: async () => '' }, handlers: createHandlerRegistry([HANDLER]) });
const failure = (error: string, cause: string, resource = RESOURCE) => egress.failure({ outcome: 'failed', error, cause }, resource);

describe('a failure', () => {
  test('of our own keeps its name and its sentence', () => {
    expect(failure('Uwf.InvalidArguments', "the argument at '/a' breaks its schema (type)")).toEqual({ outcome: 'failed', error: 'Uwf.InvalidArguments', cause: "the argument at '/a' breaks its schema (type)" });
  });

  test('of the catalogue is made anew from it', () => {
    expect(failure('urn:uwf:error:DOWN#503', '{"detail":"client Jane Doe"}')).toEqual({ outcome: 'failed', error: 'urn:uwf:error:DOWN#503', cause: '{"type":"urn:uwf:error:DOWN","status":503,"title":"It is down"}' });
  });

  test('of a standard kind keeps what it may say', () => {
    const error = `${STANDARD_ERROR_TYPE_BASE}communication#502`;
    expect(failure(error, JSON.stringify({ type: 'x', status: 1, title: 'The host cannot be reached', detail: 'jane@bank.example', instance: '/secret', more: 1 }))).toEqual({
      outcome: 'failed', error, cause: JSON.stringify({ type: `${STANDARD_ERROR_TYPE_BASE}communication`, status: 502, title: 'The host cannot be reached' }),
    });
    expect(failure(error, 'no JSON: 4111111111111111').cause).toBe(JSON.stringify({ type: `${STANDARD_ERROR_TYPE_BASE}communication`, status: 502 }));
  });

  test.each(['Error: ECONNREFUSED 10.0.0.1', 'urn:uwf:error:UNKNOWN#400', 'urn:uwf:error:DOWN#400', `${STANDARD_ERROR_TYPE_BASE}made-up#500`, 'constructor', ''])('named %j is only said to have failed', (error) => {
    expect(failure(error, 'Jane Doe')).toEqual({ outcome: 'failed', error: 'Uwf.HandlerFailed', cause: 'the function failed with something outside of its catalogue of errors' });
    expect(failure('urn:uwf:error:DOWN#503', 'x', 'uwf:http').error).toBe('Uwf.HandlerFailed');
  });

  test('says nothing rather than something personal or endless', () => {
    expect(failure('Uwf.InvalidArguments', 'phone +77011234567').cause).toBe('');
    expect(failure('Uwf.InvalidArguments', 'x'.repeat(5_000)).cause).toBe('');
  });
});

test('a heartbeat is a percentage', () => {
  expect([12.4, -5, 1_000, 0].map(egress.beat)).toEqual([12, 0, 100, 0]);
  expect([Number.NaN, Number.POSITIVE_INFINITY].map(egress.beat)).toEqual([undefined, undefined]);
});

test('a shipped log line says what the list of fields allows, and how much it does not say', () => {
  const lines: JsonObject[] = [];
  const write = (event: string, fields: JsonObject = {}) => void lines.push({ event, ...fields });
  const logger = createShippedLogger({ info: write, warn: write, error: write }, testDetectors());
  logger.info('work-succeeded', { executionId: 'run-1', releases: 2, priority: 'high' });
  logger.warn('work-failed', { executionId: 'run-1', error: 'Uwf.Timeout', message: 'Jane Doe', input: { a: 1 }, priority: 'Jane', count: '12' });
  logger.error('Jane Doe called', { id: '4111111111111111', code: 'UWF-5001' });
  logger.info('plain');
  expect(lines).toEqual([
    { event: 'work-succeeded', executionId: 'run-1', releases: 2, priority: 'high' },
    { event: 'work-failed', executionId: 'run-1', error: 'Uwf.Timeout', heldFields: 4 },
    { event: 'event-held', code: 'UWF-5001', heldFields: 2 },
    { event: 'plain' },
  ]);
});

test('metrics leave with the names and labels of a list', () => {
  const sample = (value: number, labels: MetricSample['labels'] = {}): MetricSample => ({ labels, value });
  const family = (name: string, samples: readonly MetricSample[]): MetricFamily => ({ name, help: '', type: 'counter', samples });
  const good = [sample(2, { error: 'Uwf.Timeout' }), sample(1, { error: 'other' })];
  const bad = [sample(1, { error: 'Jane Doe' }), sample(1, { client: 'jane' }), sample(1, { error: 'jane@bank.example' }), sample(1, { error: '' })];
  expect(egress.metrics([family('uwf_runner_attempts_failed_total', [...good, ...bad]), family('jane', [sample(1)]), family('constructor', [sample(1)])])).toEqual([
    family('uwf_runner_attempts_failed_total', good),
    expect.objectContaining({ name: HELD_METRIC, samples: [sample(6)] }),
  ]);
});

test('spans leave with the attributes of a list', () => {
  const rules = { names: ['uwf.attempt'], attributes: { 'uwf.state': { kind: 'code' }, 'uwf.attempt': { kind: 'number' } } } as const;
  expect(egress.span(rules, { name: 'uwf.attempt', attributes: { 'uwf.state': 'check', 'uwf.attempt': 1, 'db.statement': 'SELECT' } })).toEqual({ name: 'uwf.attempt', attributes: { 'uwf.state': 'check', 'uwf.attempt': 1, 'uwf.held_attributes': 1 } });
  expect(egress.span(rules, { name: 'uwf.attempt', attributes: {} })).toEqual({ name: 'uwf.attempt', attributes: {} });
  expect(egress.span(rules, { name: 'GET /clients/jane', attributes: {} })).toBeUndefined();
});
