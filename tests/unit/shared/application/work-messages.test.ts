import { describe, expect, test } from 'vitest';
import { encodeCancelItem, encodeDefinitionNotice, encodeWorkItem, parseDefinitionNotice, parseWorkMessage } from '#shared/application/work-messages.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import type { CancelItem, DefinitionNotice, WorkItem } from '#shared/core/work/message.ts';

const item: WorkItem = {
  kind: 'run',
  attemptId: 'x:1',
  executionId: 'x',
  definition: { namespace: 'n', name: 'm', version: '1.0.0' },
  revision: 'r',
  state: 's',
  resource: 'uwf:http',
  arguments: null,
  principal: 'alice',
  retryCount: 0,
};
const cancel: CancelItem = { kind: 'cancel', attemptId: 'x:1', executionId: 'x' };
const notice: DefinitionNotice = { kind: 'definition', revision: 'r', target: { name: 't', runtime: 'engine', zone: 'private-cloud' }, source: { do: [] }, registeredBy: 'alice' };

describe('what is encoded is parsed as it was:', () => {
  test.each<[string, WorkItem | CancelItem]>([
    ['a work item', item],
    ['a work item with a deadline', { ...item, deadline: 5, arguments: { a: [1] } }],
    ['a cancellation', cancel],
  ])('%s', (_name, message) => {
    expect(parseWorkMessage(message.kind === 'run' ? encodeWorkItem(message) : encodeCancelItem(message))).toEqual({ ok: true, value: message });
  });

  test.each<DefinitionNotice>([
    notice,
    { ...notice, inline: true },
    { ...notice, target: { ...notice.target, capabilities: ['uwf:grpc'] }, resources: { 'https://a.example/x': 'text', '': '' }, optimisation: 0 },
  ])('a definition notice', (message) => {
    expect(parseDefinitionNotice(encodeDefinitionNotice(message))).toEqual({ ok: true, value: message });
  });
});

describe('parseWorkMessage() refuses', () => {
  const run = encodeWorkItem(item);
  test.each<[string, JsonObject]>([
    ['kind', { ...run, kind: 'dance' }],
    ['kind', {}],
    ['attemptId', { ...run, attemptId: '' }],
    ['executionId', { ...run, executionId: 7 }],
    ['revision', { ...run, revision: 'r'.repeat(1_025) }],
    ['definition', { ...run, definition: { namespace: 'n', name: 'm' } }],
    ['definition', { ...run, definition: { namespace: 'n', name: 'm', version: '1', plan: {} } }],
    ['definition', { ...run, definition: 'm' }],
    ['retryCount', { ...run, retryCount: -1 }],
    ['retryCount', { ...run, retryCount: 1.5 }],
    ['deadline', { ...run, deadline: '5' }],
    ['members', { ...run, plan: {} }],
    ['members', { ...encodeCancelItem(cancel), state: 's' }],
    ['attemptId', { kind: 'cancel', executionId: 'x' }],
  ])('by %s: %j', (part, body) => {
    expect(parseWorkMessage(body)).toEqual({ ok: false, error: { part } });
  });

  test('a work item without arguments, while null is an argument', () => {
    const { arguments: _arguments, ...rest } = run;
    expect(parseWorkMessage(rest)).toEqual({ ok: false, error: { part: 'arguments' } });
  });
});

describe('parseDefinitionNotice() refuses', () => {
  const body = encodeDefinitionNotice(notice);
  test.each<[string, JsonObject]>([
    ['target', { ...body, target: { name: 't', runtime: 'engine', zone: 'moon' } }],
    ['target', { ...body, target: { name: 't', runtime: 'cron', zone: 'on-prem' } }],
    ['target', { ...body, target: { name: 't', runtime: 'engine', zone: 'on-prem', more: 1 } }],
    ['target', { ...body, target: { name: 't', runtime: 'engine', zone: 'on-prem', capabilities: 'uwf:grpc' } }],
    ['target', { ...body, target: { name: 't', runtime: 'engine', zone: 'on-prem', capabilities: [1] } }],
    ['resources', { ...body, resources: ['text'] }],
    ['resources', { ...body, resources: { 'https://a.example/x': { text: 'text' } } }],
    ['optimisation', { ...body, optimisation: 3 }],
    ['source', { ...body, source: 'text' }],
    ['inline', { ...body, inline: false }],
    ['registeredBy', { ...body, registeredBy: null }],
    ['members', { ...body, catalogue: [] }],
    ['kind', { ...body, kind: 'run' }],
  ])('by %s', (part, wrong) => {
    expect(parseDefinitionNotice(wrong)).toEqual({ ok: false, error: { part } });
  });
});
