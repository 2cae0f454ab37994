import { setTimeout as sleep } from 'node:timers/promises';
import functions, { type InvocationContext } from '@azure/functions';
import durable from 'durable-functions';
import { ACTIVITY_NAMES, ORCHESTRATOR_NAME } from '#shared/core/durable/names.ts';
import { parseEnvelope, parseSent } from '#shared/core/durable/parse.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { runActivity } from './activities.ts';
import { orchestratorOf } from './orchestrator.ts';
import type { DurablePorts, ProgramSource } from './ports.ts';
import type { ServiceClient, ServiceSource } from './service.ts';

/** The input by which a function is told how the service is reached: for every function whose work may ask it something. */
export const SERVICE_INPUT = durable.input.durableClient();

/**
 * The client of the service for this process: each invocation of a function with {@link SERVICE_INPUT} brings the way to it, which is the same for all of
 * a process until its keys change.
 */
export function createServiceSource(): ServiceSource {
  let client: ServiceClient | undefined;
  functions.app.hook.preInvocation(({ invocationContext }) => {
    client = clientIn(invocationContext) ?? client;
  });
  return () => {
    if (client === undefined) throw new UwfError('UWF-5010', 'no invocation has told yet how Durable Functions is reached');
    return client;
  };
}

function clientIn(context: InvocationContext): ServiceClient | undefined {
  return context.options.extraInputs.some(({ type }) => type === SERVICE_INPUT.type) ? durable.getClient(context) : undefined;
}

/** How long a program is tried to be loaded: less than a function may run. Then the host counts the orchestration as failed, which cannot be mended. */
const LOAD_MS_MAX = 480_000;
const PAUSE_MS_MIN = 200;
const PAUSE_MS_MAX = 10_000;

/** What is wrong with a program for good is not tried again. */
function isHopeless(thrown: unknown): boolean {
  return thrown instanceof UwfError && (thrown.code === 'UWF-4042' || thrown.code === 'UWF-4222');
}

/** Holds the program of an orchestration, however long the stores are away. Errors: `UWF-4042`, `UWF-4222`, and after a while all others. */
async function hold(open: () => Promise<DurablePorts>, revision: string): Promise<ProgramSource> {
  const until = Date.now() + LOAD_MS_MAX;
  for (let pause = PAUSE_MS_MIN; ; pause = Math.min(pause * 2, PAUSE_MS_MAX)) {
    try {
      const { programs } = await open();
      if (programs.held(revision) === undefined) await programs.load(revision);
      return programs;
    } catch (thrown) {
      if (isHopeless(thrown) || Date.now() + pause > until) throw thrown;
      await sleep(pause);
    }
  }
}

/**
 * Registers the orchestrator and its activities with the host; the ports are asked for with the first invocation. An orchestrator is synchronous, so its
 * program is loaded by a hook before each run: a program never changes under its revision, so that this is no input that a replay could miss.
 */
export function registerDurableFunctions(open: () => Promise<DurablePorts>): void {
  let programs: ProgramSource | undefined;
  functions.app.hook.preInvocation(async ({ invocationContext, inputs }) => {
    if (invocationContext.functionName !== ORCHESTRATOR_NAME) return;
    programs = await hold(open, parseEnvelope(parseSent(inputs[0])?.['input']).revision);
  });
  durable.app.orchestration(ORCHESTRATOR_NAME, orchestratorOf({ held: (revision) => programs?.held(revision) }));
  for (const name of ACTIVITY_NAMES) durable.app.activity(name, { extraInputs: [SERVICE_INPUT], handler: async (input: unknown) => runActivity(await open(), name, input) });
}
