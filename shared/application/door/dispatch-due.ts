import { cancelStep, dispatchStep, isRestoredStep } from '#shared/core/protocol/step.ts';
import type { CloudView, StepRow, StepTurn } from '#shared/core/protocol/step-row.ts';
import { changeSteps } from './change-steps.ts';
import { cloudView, dispatchRoom } from './dispatch-tasks.ts';
import { DOOR_BATCH_MAX_DEFAULT, type DoorPorts, type DoorSettings } from './settings.ts';

type DuePorts = Pick<DoorPorts, 'clock' | 'ids' | 'logger' | 'steps' | 'incarnation' | 'completion'>;

/**
 * Sends steps that are due: new ones as far as the site has room, and those that were silent, refused, or forgotten by a restore of either store
 * (protocol §6.1, §6.2, §8). Returns how many were due. Errors: `UWF-5001`, and those of the engine.
 */
export async function dispatchDue(ports: DuePorts, settings: DoorSettings): Promise<number> {
  const { standing } = await ports.steps.load({ keys: [], mids: [], site: settings.site });
  const view = await cloudView(ports, settings, standing);
  const max = settings.batchMax ?? DOOR_BATCH_MAX_DEFAULT;
  const fresh = Math.min(await dispatchRoom(ports, settings, standing), max);
  const due = await ports.steps.due({ site: settings.site, now: view.now, cin: view.cin, fresh, open: max });
  const unwanted = new Set<string>();
  for (const { row } of due) {
    if (!(await isAwaited(ports, row, view))) unwanted.add(row.key);
  }
  const inputs = due.map(({ row: { key } }) => ({ key, turn: (row: StepRow | undefined) => dispatch(row, unwanted.has(key), view) }));
  await changeSteps(ports, settings, inputs, { view, loaded: due });
  return due.length;
}

/**
 * A step that this store has from a backup may have ended since, and its cancellation be forgotten: the engine knows. What it does not wait for is
 * not sent again but cancelled, so that nothing happens that was told to be cancelled.
 */
async function isAwaited({ completion }: DuePorts, row: StepRow, view: CloudView): Promise<boolean> {
  if (!isRestoredStep(row, view) || row.cancel !== undefined) return true;
  const { exe, stp, token } = row;
  return (await completion.heartbeat({ executionId: exe, attemptId: stp, ...(token === undefined ? {} : { token }) })) === 'told';
}

function dispatch(row: StepRow | undefined, isUnwanted: boolean, view: CloudView): StepTurn {
  if (row === undefined) return {};
  const cancelled = isUnwanted ? cancelStep(row, { ...row, why: 'stopped' }, view).row : undefined;
  return dispatchStep(cancelled ?? row, view);
}
