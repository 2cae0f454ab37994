import { ERROR_NAMES } from '#shared/core/asl/error-names.ts';
import type { EffectKind } from '#shared/core/protocol/message.ts';
import type { Priority } from '#shared/core/kernel/priority.ts';
import { cancelStep, dispatchStep, wantStep, type WantedStep } from '#shared/core/protocol/step.ts';
import { failStep } from '#shared/core/protocol/step-answer.ts';
import { stepKey } from '#shared/core/protocol/step-key.ts';
import type { CloudView, StepRow, StepTurn } from '#shared/core/protocol/step-row.ts';
import type { CancelItem, WorkItem } from '#shared/core/work/message.ts';
import type { SiteStanding } from '#shared/ports/step-store.ts';
import { changeSteps, type StepInput } from './change-steps.ts';
import { messageId } from './message-claims.ts';
import { OPEN_STEPS_MAX_DEFAULT, STEP_SILENCE_MS_DEFAULT, type DoorPorts, type DoorSettings } from './settings.ts';
import { fitsMessage, identityOf, runBodyOf } from './step-body.ts';

/** A command of the engine for the bank. */
export type RoutedTask = { readonly priority: Priority; readonly token?: string } & (
  | { readonly item: WorkItem; readonly effect: EffectKind; readonly trace?: string }
  | { readonly item: CancelItem; readonly why: 'stopped' | 'timed-out' }
);

/** `completion` is for engines that do not lie in the store of the steps: only those can have ended what a restore of the store forgot. */
type DispatchPorts = Pick<DoorPorts, 'clock' | 'ids' | 'logger' | 'steps' | 'incarnation'> & Partial<Pick<DoorPorts, 'completion'>>;

/** What the cloud knows now. */
export async function cloudView({ clock, incarnation }: Pick<DoorPorts, 'clock' | 'incarnation'>, settings: DoorSettings, standing: SiteStanding): Promise<CloudView> {
  return { now: clock.now(), cin: await incarnation.current(), rin: standing.rin, silenceMs: settings.silenceMs ?? STEP_SILENCE_MS_DEFAULT };
}

/** How many more steps may be open at the site (protocol §10, back-pressure): what it said itself, within our own bound. */
export async function dispatchRoom({ steps }: Pick<DoorPorts, 'steps'>, settings: DoorSettings, standing: SiteStanding): Promise<number> {
  const openMax = settings.openMax ?? OPEN_STEPS_MAX_DEFAULT;
  return Math.max(Math.min(standing.slots ?? openMax, openMax) - (await steps.openSteps({ site: settings.site })), 0);
}

/**
 * Takes commands of the engine's outbox into steps, to be settled there afterwards. Idempotent by attempt id: what is known already stays as it is.
 * Where the site has room the step is dispatched in the same transaction; `dispatchDue` sends the others.
 * In a store that was restored, a step that is not known may be one whose end was told before: the engine is asked, and what it does not wait for is
 * not begun. Errors: `UWF-5001`, those of the engine; then the same tasks have to be given again.
 */
export async function dispatchTasks(ports: DispatchPorts, settings: DoorSettings, tasks: readonly RoutedTask[]): Promise<void> {
  if (tasks.length === 0) return;
  const keys = tasks.map(({ item }) => stepKey(settings.tenant, identityOf(item)));
  const { rows, standing } = await ports.steps.load({ keys: [...new Set(keys)], mids: [], site: settings.site });
  const view = await cloudView(ports, settings, standing);
  const unwanted = await endedBefore(ports, { keys: new Set(rows.map(({ row }) => row.key)), tasks, settings }, view);
  const room = { left: await dispatchRoom(ports, settings, standing) };
  const inputs = tasks.map((task): StepInput => {
    const step = { ...identityOf(task.item), key: stepKey(settings.tenant, identityOf(task.item)), site: settings.site, priority: task.priority, ref: messageId(ports.ids), ...(task.token === undefined ? {} : { token: task.token }) };
    if (task.item.kind === 'cancel') return { key: step.key, turn: (row) => sent(cancelStep(row, { ...step, why: 'why' in task ? task.why : 'stopped' }, view), view) };
    if (unwanted.has(step.key)) return { key: step.key, turn: () => ({}) };
    const wanted = wantedStep(step, task.item, task);
    return { key: step.key, turn: (row) => want(row, { wanted, room }, view) };
  });
  await changeSteps(ports, settings, inputs, { view, loaded: rows });
}

/** Keys of unknown steps that the engine does not wait for. A store in its first incarnation has forgotten nothing. */
async function endedBefore({ completion }: DispatchPorts, batch: { readonly keys: ReadonlySet<string>; readonly tasks: readonly RoutedTask[]; readonly settings: DoorSettings }, view: CloudView): Promise<ReadonlySet<string>> {
  const ended = new Set<string>();
  if (completion === undefined || view.cin === 1) return ended;
  for (const { item, token } of batch.tasks) {
    const key = stepKey(batch.settings.tenant, identityOf(item));
    if (item.kind === 'cancel' || batch.keys.has(key)) continue;
    const outcome = await completion.heartbeat({ executionId: item.executionId, attemptId: item.attemptId, ...(token === undefined ? {} : { token }) });
    if (outcome === 'closed') ended.add(key);
  }
  return ended;
}

function wantedStep(step: Pick<WantedStep, 'key' | 'exe' | 'stp' | 'itr' | 'site' | 'priority' | 'ref' | 'token'>, item: WorkItem, task: RoutedTask): WantedStep {
  const effect = 'effect' in task ? task.effect : 'opaque';
  const trace = 'trace' in task && task.trace !== undefined ? { trace: task.trace } : {};
  return { ...step, act: item.resource, wfd: item.revision, kind: effect, body: runBodyOf(item), ...(item.deadline === undefined ? {} : { deadline: item.deadline }), ...trace };
}

function want(row: StepRow | undefined, { wanted, room }: { readonly wanted: WantedStep; readonly room: { left: number } }, view: CloudView): StepTurn {
  const turn = wantStep(row, wanted, view);
  if (turn.row === undefined) return turn;
  if (!fitsMessage(wanted.body)) return failStep(turn.row, ERROR_NAMES.dataLimitExceeded, view);
  if (room.left <= 0) return turn;
  room.left -= 1;
  return sent(turn, view);
}

/** The same turn with the step dispatched at once. */
function sent(turn: StepTurn, view: CloudView): StepTurn {
  return turn.row === undefined ? turn : dispatchStep(turn.row, view);
}
