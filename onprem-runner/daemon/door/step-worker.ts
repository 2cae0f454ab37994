import { commonClaims } from '#shared/application/door/message-claims.ts';
import { parseRunBody } from '#shared/application/door/step-body.ts';
import type { InboxRow } from '#shared/core/protocol/inbox-row.ts';
import { holdOf, renewWork, returnWork } from '#shared/core/protocol/inbox-work.ts';
import type { EffectKind } from '#shared/core/protocol/message.ts';
import type { Priority } from '#shared/core/kernel/priority.ts';
import type { WorkItem } from '#shared/core/work/message.ts';
import type { ClaimSteps } from '#shared/ports/step-inbox.ts';
import { aboutRow, changeInbox } from './change-inbox.ts';
import { bankView, changeHeld, type Holding, type WorkerContext } from './hold-step.ts';
import type { WorkerPorts } from './perform.ts';
import { STEP_LEASE_MS_DEFAULT, type BankDoorSettings } from './settings.ts';
import { tellEnd, workStep, type WorkEnd } from './work-step.ts';

/** A step in the hands of this process. */
export interface HeldStep {
  readonly item: WorkItem;
  readonly priority: Priority;
  readonly kind: EffectKind;
  readonly key: string;
  readonly epoch: number;
}

/** The protocol's part of one worker process: it claims, fences and answers; what is performed, where and how many at once is its caller's. */
export interface StepWorker {
  /** Takes up to so many steps of each priority. Errors: `UWF-5001`. */
  claim(take: ClaimSteps['take']): Promise<readonly HeldStep[]>;
  /** Takes a claimed step to its end; see `workStep`. */
  work(step: HeldStep, stopping: AbortSignal): Promise<WorkEnd>;
  /** Gives a claimed step back that was not worked on, to be claimed again from a time on. */
  giveBack(step: HeldStep, dueAt: number): Promise<void>;
  /** Renews all holds, aborts what is fenced, and stores the ends that could not be stored. To be called several times in the length of a lease. Errors: `UWF-5001`. */
  renew(): Promise<void>;
  /** Tells the cloud of everything that is held that it is being worked on. Errors: `UWF-5002`, `UWF-5007`. */
  beat(): Promise<void>;
  /** Keys of what is held. */
  held(): readonly string[];
}

interface Worker extends WorkerContext {
  readonly holdings: Map<string, Holding>;
}

/** A worker that holds nothing yet. */
export function createStepWorker(ports: WorkerPorts, settings: BankDoorSettings): StepWorker {
  const worker: Worker = { ports, settings, holdings: new Map() };
  const { holdings } = worker;
  return {
    claim: (take) => claim(worker, take),
    work: async (step, stopping) => {
      const holding = holdingOf(worker, step);
      if (holding === undefined) return 'fenced';
      const stop = (): void => holding.signal.abort();
      stopping.addEventListener('abort', stop, { once: true });
      if (stopping.aborted) stop();
      let end: WorkEnd | undefined;
      try {
        end = await workStep(worker, holding, stopping);
        return end;
      } finally {
        stopping.removeEventListener('abort', stop);
        if (end !== 'untold') release(worker, holding);
      }
    },
    giveBack: async (step, dueAt) => {
      const holding = holdingOf(worker, step);
      if (holding === undefined) return;
      release(worker, holding);
      await changeHeld(worker, holding, { view: await bankView(ports), turn: (row) => returnWork(row, holding.hold, dueAt) });
    },
    renew: () => renew(worker),
    beat: () => beat(worker),
    held: () => [...holdings.keys()],
  };
}

function holdingOf({ holdings }: Worker, { key, epoch }: HeldStep): Holding | undefined {
  const holding = holdings.get(key);
  return holding?.hold.epoch === epoch ? holding : undefined;
}

function release({ holdings }: Worker, holding: Holding): void {
  if (holdings.get(holding.hold.key) === holding) holdings.delete(holding.hold.key);
}

async function claim({ ports, settings, holdings }: Worker, take: ClaimSteps['take']): Promise<readonly HeldStep[]> {
  const { now, rin } = await bankView(ports);
  const claimed = await ports.inbox.claim({ worker: settings.worker, take, leaseMs: settings.leaseMs ?? STEP_LEASE_MS_DEFAULT, now, rin });
  return claimed.flatMap((current) => {
    const { row } = current;
    const item = row.work === undefined ? undefined : parseRunBody({ ...row, ...row.work }, row.work.body);
    if (item === undefined || !item.ok) {
      ports.logger.error('step-not-readable', { executionId: row.exe, attemptId: row.stp });
      return [];
    }
    holdings.set(row.key, { hold: holdOf(row), item: item.value, row, mayHaveBegun: row.state === 'started', signal: new AbortController(), isLost: false, isLocked: false, current });
    return [{ item: item.value, priority: row.priority, kind: row.kind, key: row.key, epoch: row.epoch }];
  });
}

async function renew(worker: Worker): Promise<void> {
  const { ports, settings, holdings } = worker;
  await tellUntold(worker);
  // The renewal of all must not wait for the effect of one.
  const all = [...holdings.values()].filter(({ isLocked }) => !isLocked);
  if (all.length === 0) return;
  const view = await bankView(ports);
  const leaseUntil = view.now + (settings.leaseMs ?? STEP_LEASE_MS_DEFAULT);
  const inputs = all.map((holding) => ({
    key: holding.hold.key,
    about: aboutRow(holding.row),
    turn: (row: InboxRow | undefined) => {
      const turn = renewWork(row, holding.hold, leaseUntil);
      if (turn === undefined) lose(holding);
      return turn ?? {};
    },
  }));
  await changeInbox(ports, settings, inputs, { view });
}

/** What has ended while the store was away. */
async function tellUntold(worker: Worker): Promise<void> {
  for (const holding of worker.holdings.values()) {
    const { untold } = holding;
    if (untold !== undefined && (await tellEnd(worker, holding, untold)) !== 'untold') release(worker, holding);
  }
}

/** What has just been ended here is no longer held either; then there is nothing left to abort. */
function lose(holding: Holding): void {
  holding.isLost = true;
  holding.signal.abort();
}

async function beat({ ports, settings, holdings }: Worker): Promise<void> {
  const all = [...holdings.values()];
  if (all.length === 0) return;
  const { now, rin } = await bankView(ports);
  const topic = settings.topics.results;
  const records = await Promise.all(
    all.map(async ({ percent, row: { exe, stp, itr, att, epoch, cin } }) => {
      const pct = percent === undefined ? {} : { pct: percent };
      const route = { iss: settings.site, aud: settings.cloud, tid: settings.tenant, top: topic, cin, rin };
      return { key: exe, value: await ports.writer.write({ claims: { ...commonClaims(ports.ids, route, { now, life: 'fact' }), exe, stp, itr, att, typ: 'beat', epoch, ...pct } }) };
    }),
  );
  await ports.log.append({ topic, records });
}
