import { describe, expect, test } from 'vitest';
import { checkCapability } from '#shared/core/compiler/resolve/capabilities.ts';
import { firstTask } from '../lowering/scopes.ts';

const TARGET = { name: 'bank' };

describe('checkCapability()', () => {
  test.each([
    ['{ call: grpc, with: { proto: { endpoint: "https://x/p" }, service: { name: a, host: b }, method: m } }', 'uwf:grpc', '/do/0/t/call'],
    ['{ call: mcp, with: { method: tools/list, transport: { http: { endpoint: "https://x" } } } }', 'uwf:mcp', '/do/0/t/call'],
    ['{ call: a2a, with: { method: message/send, server: "https://x" } }', 'uwf:a2a', '/do/0/t/call'],
    ['{ call: asyncapi, with: { document: { endpoint: "https://x" }, operation: o, message: { payload: { a: 1 } } } }', 'uwf:asyncapi', '/do/0/t/call'],
    ['{ run: { container: { image: x } } }', 'uwf:run-container', '/do/0/t/run'],
  ])('%s needs %s', (text, resource, pointer) => {
    const { task } = firstTask(`do: [ { t: ${text} } ]`);
    expect(checkCapability(task, TARGET)).toMatchObject({ code: 'UWF-2027', pointer, message: expect.stringContaining(resource) });
    expect(checkCapability(task, { ...TARGET, capabilities: [resource] })).toBeUndefined();
  });

  test.each(['{ set: { a: 1 } }', '{ run: { shell: { command: ls } } }'])('%s needs none', (text) => {
    expect(checkCapability(firstTask(`do: [ { t: ${text} } ]`).task, TARGET)).toBeUndefined();
  });
});
