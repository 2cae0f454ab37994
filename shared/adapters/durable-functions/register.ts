import functions from '@azure/functions';
import durable from 'durable-functions';
import { ACTIVITY_NAMES, ORCHESTRATOR_NAME } from '#shared/core/durable/names.ts';
import { parseEnvelope, parseSent } from '#shared/core/durable/parse.ts';
import { runActivity } from './activities.ts';
import { orchestratorOf } from './orchestrator.ts';
import type { DurablePorts } from './ports.ts';

/**
 * Registers the orchestrator and its activities with the host. An orchestrator is synchronous, so its program is loaded by a hook before each run: a program
 * never changes under its revision, so that this is no input that a replay could miss.
 */
export function registerDurableFunctions(ports: DurablePorts): void {
  functions.app.hook.preInvocation(async ({ invocationContext, inputs }) => {
    if (invocationContext.functionName !== ORCHESTRATOR_NAME) return;
    const { revision } = parseEnvelope(parseSent(inputs[0])?.['input']);
    if (ports.programs.held(revision) === undefined) await ports.programs.load(revision);
  });
  durable.app.orchestration(ORCHESTRATOR_NAME, orchestratorOf(ports.programs));
  for (const name of ACTIVITY_NAMES) durable.app.activity(name, { handler: (input: unknown) => runActivity(ports, name, input) });
}
