import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DurableInstances } from '#shared/adapters/durable-functions/index.ts';
import { ORCHESTRATOR_NAME } from '#shared/core/durable/names.ts';
import { parseCarried } from '#shared/core/durable/parse.ts';
import { scopeInput } from '#shared/core/durable/run-scope.ts';
import { startSnapshot } from '#shared/core/interpreter/advance.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { parseJsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { createHostProcess, type HostProcess } from '../faults/host-process.ts';
import type { Found } from '../localstack-install.ts';
import { startFarSide, type DurableScript, type FarSide } from './far-side.ts';
import { findDurableTask, type DurableTaskInstallation } from './install.ts';
import { createLibraryInstances, endOf } from './instances.ts';
import { loadLibrary, type DurableTaskLibrary, type LibraryClient } from './library.ts';
import type { LibraryStart } from './orchestrator.ts';
import { createSidecar, type Sidecar } from './sidecar.ts';
import { STARTED_AT } from '../machines.ts';

export type { DurableScript, FarSide, Way } from './far-side.ts';

/** How an execution ended. `broken`: its orchestration failed, which none of ours may. */
export interface LibraryOutcome {
  readonly status: string;
  readonly output?: JsonValue;
  readonly error?: string;
  readonly cause?: string;
}

/** A sidecar with its file, workers of the library, and what they act on. */
export interface DurableTaskRig {
  readonly library: DurableTaskLibrary;
  readonly client: LibraryClient;
  readonly sidecar: Sidecar;
  readonly workers: readonly HostProcess[];
  readonly far: FarSide;
  readonly instances: DurableInstances;
  /** Starts an execution, surely; its id is that of its program too. */
  start(executionId: string, script: DurableScript, input: JsonValue): Promise<void>;
  /** Undefined while it runs, or while the sidecar is away. */
  outcome(executionId: string): Promise<LibraryOutcome | undefined>;
  /** Waits for the end; undefined when the time is over. */
  ended(executionId: string, withinMs: number): Promise<LibraryOutcome | undefined>;
  close(): Promise<void>;
}

const ROOT = resolve(import.meta.dirname, '../../..');
const LOOK_MS = 25;
const START_TRIES_MAX = 400;

interface Bundler {
  bundleTool(options: { readonly root: string; readonly entry: string; readonly name: string }): Promise<string>;
}

/** Opens one with a sidecar and so many workers; where there can be none, says why. */
export async function openDurableTask(workerCount: number): Promise<Found<DurableTaskRig>> {
  const found = await findDurableTask();
  return found.ok ? { ok: true, value: await openRig(found.value, workerCount) } : found;
}

async function openRig(installation: DurableTaskInstallation, workerCount: number): Promise<DurableTaskRig> {
  const { bundleTool }: Bundler = await import(new URL('../../../infra/build/bundle.mjs', import.meta.url).href);
  const program = await bundleTool({ root: ROOT, entry: 'tests/support/durabletask/worker-process.ts', name: `durabletask-worker-${String(process.pid)}` });
  const folder = mkdtempSync(join(tmpdir(), 'uwf-durabletask-'));
  const sidecar = await createSidecar(installation.sidecar, folder);
  await sidecar.start();
  const library = loadLibrary(installation.library);
  const client = new library.TaskHubGrpcClient({ hostAddress: sidecar.hostAddress, logger: new library.NoOpLogger() });
  const instances = createLibraryInstances(library, client);
  const far = await startFarSide((instanceId, event, body) => instances.raise({ instanceId, event, body }));
  const workers = Array.from({ length: workerCount }, (_, index) =>
    createHostProcess({ name: `worker-${String(index)}`, cwd: folder, args: [program, installation.library, sidecar.hostAddress, far.url], isReady: async (output) => output.includes('ready') }));
  await Promise.all(workers.map((worker) => worker.start()));

  const outcome = async (executionId: string): Promise<LibraryOutcome | undefined> => {
    const state = await client.getOrchestrationState(executionId, true).catch(() => undefined);
    const end = state === undefined ? undefined : endOf(library, state);
    if (state === undefined || end === undefined) return undefined;
    if (end !== 'COMPLETED') return { status: end === 'FAILED' ? 'broken' : 'terminated', ...(state.failureDetails === undefined ? {} : { cause: state.failureDetails.message }) };
    return parseOutcome(String(JSON.parse(state.serializedOutput ?? '""')), far.payloads);
  };
  return {
    library, client, sidecar, workers, far, instances, outcome,
    start: async (executionId, script, input) => {
      far.addScript(executionId, script);
      const origin = Date.now();
      const facts = { id: executionId, name: executionId, machineId: 'tests.machine@1.0.0', machineName: 'machine', startedAt: STARTED_AT, input };
      const begin = { revision: executionId, seed: 'seed', principal: 'alice', snapshot: startSnapshot(facts) };
      const given: LibraryStart = { input: scopeInput(begin), pace: { origin, startedAt: STARTED_AT, speed: script.speed }, spent: 0 };
      await startSurely(client, executionId, JSON.stringify(given));
    },
    ended: async (executionId, withinMs) => {
      for (const until = Date.now() + withinMs; Date.now() < until; await sleep(LOOK_MS)) {
        const end = await outcome(executionId);
        if (end !== undefined) return end;
      }
      return undefined;
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.kill()));
      await far.close();
      await client.stop();
      await sidecar.kill();
      rmSync(program, { force: true });
      rmSync(`${program}.map`, { force: true });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The backend refuses a second instance of one id, so a start that may have been taken is looked for before it is repeated. */
async function startSurely(client: LibraryClient, executionId: string, input: string): Promise<void> {
  for (let tries = 0; tries < START_TRIES_MAX; tries += 1) {
    try {
      if ((await client.getOrchestrationState(executionId, false)) === undefined) await client.scheduleNewOrchestration(ORCHESTRATOR_NAME, input, executionId);
      return;
    } catch {
      await sleep(LOOK_MS);
    }
  }
  throw new Error('an execution could not be started');
}

function parseOutcome(text: string, payloads: ReadonlyMap<string, JsonValue>): LibraryOutcome {
  const read = parseJsonObject(text);
  assert(read !== undefined, 'an execution ends with an outcome');
  const { kind, output, error, cause } = read;
  const carried = parseCarried(output);
  const value = carried === undefined ? undefined : 'value' in carried ? carried.value : payloads.get(carried.reference);
  return { status: String(kind), ...(value === undefined ? {} : { output: value }), ...(typeof error === 'string' ? { error } : {}), ...(typeof cause === 'string' ? { cause } : {}) };
}
