import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findDurableTask, type DurableTaskInstallation } from '#tests/support/durabletask/install.ts';
import { endOf } from '#tests/support/durabletask/instances.ts';
import { loadLibrary, type DurableTaskLibrary, type LibraryClient, type LibraryState, type LibraryWorker } from '#tests/support/durabletask/library.ts';
import { createSidecar, type Sidecar } from '#tests/support/durabletask/sidecar.ts';
import { describeNotRun } from '#tests/support/not-run.ts';
import { trapName, trapOrchestrator, TRAPS, type Trap } from './traps.ts';

const found = await findDurableTask();
if (found.ok) describeTraps(found.value);
else describeNotRun('what durabletask-js and its sidecar do where they surprise', found.reason);

interface GivenWork {
  readonly value: unknown;
  readonly ms: number;
  readonly count?: string;
}

function addFunctions(worker: LibraryWorker, library: DurableTaskLibrary): void {
  const counts = new Map<string, number>();
  for (const [title, trap] of Object.entries(TRAPS)) worker.addNamedOrchestrator(trapName(title), trapOrchestrator(library, trap));
  worker.addNamedOrchestrator('parent', async function* (context) {
    yield context.callSubOrchestrator('child', '', { instanceId: `${context.instanceId}-child` });
  });
  worker.addNamedOrchestrator('child', async function* (context) {
    yield context.waitForExternalEvent('event');
  });
  worker.addNamedActivity('work', async (_context, input) => {
    const { value, ms, count } = parseWork(input);
    if (count !== undefined) counts.set(count, (counts.get(count) ?? 0) + 1);
    await sleep(ms);
    return value;
  });
  worker.addNamedActivity('count', async (_context, input) => counts.get(String(input)) ?? 0);
  worker.addNamedActivity('fail', () => Promise.reject(new Error('no')));
}

function parseWork(input: unknown): GivenWork {
  return input as GivenWork;
}

/** The drivers of both libraries are built around such things; a version that does otherwise fails here. */
function describeTraps(installation: DurableTaskInstallation): void {
  const library = loadLibrary(installation.library);
  let folder: string;
  let sidecar: Sidecar;
  let client: LibraryClient;
  let worker: LibraryWorker;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'uwf-durabletask-'));
    sidecar = await createSidecar(installation.sidecar, folder);
    await sidecar.start();
    const connection = { hostAddress: sidecar.hostAddress, logger: new library.NoOpLogger() };
    client = new library.TaskHubGrpcClient(connection);
    worker = new library.TaskHubGrpcWorker(connection);
    addFunctions(worker, library);
    await worker.start();
  });
  afterAll(async () => {
    await worker.stop();
    await client.stop();
    await sidecar.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  const stateWhen = async (instanceId: string, isWanted: (state: LibraryState) => boolean): Promise<LibraryState> => {
    for (;;) {
      const state = await client.getOrchestrationState(instanceId, true);
      if (state !== undefined && isWanted(state)) return state;
      await sleep(20);
    }
  };
  const isRunning = ({ runtimeStatus }: LibraryState): boolean => library.OrchestrationStatus[runtimeStatus] === 'RUNNING';
  const isOver = (state: LibraryState): boolean => endOf(library, state) !== undefined;

  const outputOf = async (title: string, { before, outside, input }: Trap): Promise<unknown> => {
    const name = trapName(title);
    await before?.(client, name);
    await client.scheduleNewOrchestration(name, input ?? '', name);
    if (outside !== undefined) {
      await stateWhen(name, (state) => isRunning(state) || isOver(state));
      await outside(client, name);
    }
    const state = await stateWhen(name, isOver);
    return endOf(library, state) === 'COMPLETED' ? JSON.parse(state.serializedOutput ?? 'null') : state.failureDetails?.message;
  };

  describe('what durabletask-js and its sidecar do where they surprise', () => {
    test.concurrent.each(Object.entries(TRAPS))('%s', async (title, trap) => {
      expect(await outputOf(title, trap)).toEqual(trap.output);
    });

    test.concurrent('an orchestration that is ended leaves its children as they are', async ({ expect: expectHere }) => {
      await client.scheduleNewOrchestration('parent', '', 'ended');
      await stateWhen('ended-child', isRunning);
      await client.terminateOrchestration('ended', 'over');
      expectHere(endOf(library, await stateWhen('ended', isOver))).toBe('TERMINATED');
      expectHere(isRunning(await stateWhen('ended-child', () => true))).toBe(true);
    });

    test.concurrent('a name is taken for good, also by one that is over', async ({ expect: expectHere }) => {
      await client.scheduleNewOrchestration('child', '', 'taken');
      await expectHere(client.scheduleNewOrchestration('child', '', 'taken')).rejects.toThrow();
      await client.raiseOrchestrationEvent('taken', 'event', '');
      await stateWhen('taken', isOver);
      await expectHere(client.scheduleNewOrchestration('child', '', 'taken')).rejects.toThrow();
    });
  });
}
