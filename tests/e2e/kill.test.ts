import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createWorkflowClient, type RunHandle, type WorkflowClient } from '#shared/client/index.ts';
import { ROOT, runUwf, startSystem, temporaryFolder, type SystemProcess } from './system-process.ts';

const RUNS = 100;
const TERMINAL = ['execution-succeeded', 'execution-failed', 'execution-stopped', 'execution-timed-out'];

async function clientOf(system: SystemProcess): Promise<WorkflowClient> {
  return createWorkflowClient({ baseUrl: system.api, token: await system.token() });
}

async function countEnded(client: WorkflowClient): Promise<number> {
  let ended = 0;
  let cursor: string | undefined;
  do {
    const page = await client.workflows.runs({ limit: 100, ...(cursor === undefined ? {} : { cursor }) });
    ended += page.runs.filter((run) => run.status !== 'RUNNING').length;
    cursor = page.cursor;
  } while (cursor !== undefined);
  return ended;
}

async function terminalEvents(system: SystemProcess, runId: string): Promise<readonly string[]> {
  const answer = await fetch(`${system.api}/api/workflows/history/${runId}?limit=1000`, { headers: { authorization: `Bearer ${await system.token()}` } });
  const { events } = (await answer.json()) as { readonly events: readonly { readonly kind: string }[] };
  return events.map((event) => event.kind).filter((kind) => TERMINAL.includes(kind));
}

test('after kill -9 in the middle of 100 runs and a restart, all 100 end, each once', { timeout: 240_000 }, async () => {
  expect((await runUwf(['--version'])).code, 'the program is built').toBe(0);
  const folder = await temporaryFolder();
  const workflow = await readFile(join(ROOT, 'statemachines/examples/antifraud/1.0.0/workflow.yaml'), 'utf8');
  let system = await startSystem(folder.path);
  try {
    let client = await clientOf(system);
    await client.definitions.register(workflow, 'application/yaml');
    const input = { id: 'txn', type: 'purchase', amount: '100.00', currency: 'KZT', client_id: 'client-0000001', client_name: 'Kim Lee' };
    const handles: RunHandle[] = [];
    for (let index = 0; index < RUNS; index += 1) handles.push(await client.workflows.start('examples.antifraud', { ...input, id: `txn-${index}` }));
    await expect.poll(() => countEnded(client), { timeout: 60_000, interval: 20 }).toBeGreaterThan(5);
    await system.kill();

    system = await startSystem(folder.path);
    client = await clientOf(system);
    const left = RUNS - (await countEnded(client));
    expect(left, 'runs that the crash interrupted').toBeGreaterThan(0);
    const outputs = await Promise.all(handles.map((handle) => client.workflows.get(handle.runId).result({ timeoutMs: 120_000, pollMs: 200 })));
    expect(outputs.map((output) => (output as { readonly transactionId: string }).transactionId)).toEqual(handles.map((_handle, index) => `txn-${index}`));
    for (const handle of handles) expect(await terminalEvents(system, handle.runId)).toEqual(['execution-succeeded']);
    expect(await countEnded(client)).toBe(RUNS);
  } finally {
    await system.stop();
    await folder.remove();
  }
});
