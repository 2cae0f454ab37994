import { expect, test } from 'vitest';
import { createServedRuntime } from '#shared/application/runtime/served-runtime.ts';
import type { AslMachine, AslState } from '#shared/core/asl/model.ts';
import type { StoredDefinition } from '#shared/ports/definition-store.ts';
import type { Runtime } from '#shared/ports/runtime.ts';
import type { Zone } from '#shared/core/tier/tier.ts';
import { storedDefinition } from '#tests/support/api/stored-definition.ts';

const published: StoredDefinition[] = [];
const unused = () => Promise.reject(new TypeError('not asked'));
const runtime: Runtime = { publish: async ({ stored }) => void published.push(stored), start: unused, load: async () => undefined, list: unused, history: unused, stop: unused };
const served = createServedRuntime(runtime, new Set(['uwf:http']));

function within(resource: string, zone: Zone): StoredDefinition {
  const inner = { StartAt: 'ask', States: { ask: { Type: 'Task', Resource: resource, End: true } as AslState } };
  const machine: AslMachine = { QueryLanguage: 'JSONata', StartAt: 'all', States: { all: { Type: 'Map', ItemProcessor: inner, End: true } as AslState } };
  return storedDefinition({ machine, tasks: { ask: zone } });
}

test.each([['uwf:http', 'private-cloud'], ['uwf:function:score:1.0.0', 'on-prem'], ['uwf:listen', 'on-prem']] as const)('a version whose task %s is done %s is published', async (resource, zone) => {
  const stored = within(resource, zone);
  await served.publish({ stored });
  expect(published.at(-1)).toBe(stored);
});

test.each(['uwf:listen', 'uwf:run-workflow', 'uwf:function:score:1.0.0'])('one whose task %s nobody does here is refused by its state, in all scopes', async (resource) => {
  const before = published.length;
  await expect(served.publish({ stored: within(resource, 'private-cloud') })).rejects.toMatchObject({ code: 'UWF-4222', details: { state: 'ask', resource } });
  expect(published).toHaveLength(before);
  expect(() => served.check?.({ stored: within(resource, 'private-cloud') })).toThrow(expect.objectContaining({ code: 'UWF-4222' }));
});

test('everything else is as it was', async () => {
  expect(await served.load({ executionId: 'x' })).toBeUndefined();
});
