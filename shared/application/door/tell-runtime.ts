import { cancelStep } from '#shared/core/protocol/step.ts';
import type { EngineCall } from '#shared/ports/step-store.ts';
import type { CompletionOutcome } from '#shared/ports/task-completion.ts';
import { failureFields } from '../failure-code.ts';
import { changeSteps } from './change-steps.ts';
import { cloudView } from './dispatch-tasks.ts';
import { DOOR_BATCH_MAX_DEFAULT, DOOR_LEASE_MS_DEFAULT, type DoorPorts, type DoorSettings } from './settings.ts';

type TellPorts = Pick<DoorPorts, 'clock' | 'ids' | 'logger' | 'steps' | 'incarnation' | 'completion'>;

/**
 * Makes the calls of the engine that were committed with the steps. At least once; the engine takes one end of an attempt, and `closed` means that it
 * has one already (protocol §6.4). A call that fails comes again after its lease, and keeps no other one waiting. Returns how many were taken.
 * Errors: `UWF-5001`.
 */
export async function tellRuntime(ports: TellPorts, settings: DoorSettings): Promise<number> {
  const { batchMax: max = DOOR_BATCH_MAX_DEFAULT, leaseMs = DOOR_LEASE_MS_DEFAULT } = settings;
  const calls = await ports.steps.claimCalls({ now: ports.clock.now(), leaseMs, max });
  if (calls.length === 0) return 0;
  const told = await Promise.all(calls.map(async (call) => ({ call, outcome: await tell(ports, call) })));
  const unwanted = told.flatMap(({ call, outcome }) => (call.call.kind === 'heartbeat' && outcome === 'closed' ? [call] : []));
  if (unwanted.length > 0) await giveUp(ports, settings, unwanted);
  const ids = told.flatMap(({ call, outcome }) => (outcome === undefined ? [] : [call.id]));
  if (ids.length > 0) await ports.steps.settleCalls({ ids });
  return calls.length;
}

async function tell({ completion, logger }: TellPorts, { exe, stp, token, call }: EngineCall): Promise<CompletionOutcome | undefined> {
  const reference = { executionId: exe, attemptId: stp, ...(token === undefined ? {} : { token }) };
  try {
    if (call.kind === 'complete') return await completion.complete({ ...reference, output: call.output });
    if (call.kind === 'fail') return await completion.fail({ ...reference, error: call.error, cause: call.cause });
    return await completion.heartbeat(reference);
  } catch (thrown) {
    logger.warn('engine-call-postponed', { executionId: exe, attemptId: stp, ...failureFields(thrown) });
    return undefined;
  }
}

/** The engine does not wait any more for what is being worked on: it timed out, and says so to nobody. */
async function giveUp(ports: TellPorts, settings: DoorSettings, calls: readonly EngineCall[]): Promise<void> {
  const { rows, standing } = await ports.steps.load({ keys: calls.map(({ key }) => key), mids: [], site: settings.site });
  const view = await cloudView(ports, settings, standing);
  const inputs = rows.map(({ row: { key } }) => ({ key, turn: (row: Parameters<typeof cancelStep>[0]) => (row === undefined ? {} : cancelStep(row, { ...row, why: 'timed-out' }, view)) }));
  await changeSteps(ports, settings, inputs, { view, loaded: rows });
}
