import { setTimeout as sleep } from 'node:timers/promises';
import { countSucceeded, listRuns, startLoad } from './load.ts';
import type { FaultWindow, Observed } from './oracle.ts';
import { LEASE_SECONDS } from './project.ts';
import type { FaultRig } from './rig.ts';

/** The faults, by the names that they have in the report. Each ends when all parts are there again; `turn` counts them from zero. */
const FAULTS = {
  'kill -9 cloud': async ({ cloud }) => {
    await cloud.kill();
    await cloud.start();
  },
  'kill -9 runner': async ({ runners }, turn) => {
    const runner = inTurn(runners, turn);
    await runner.kill();
    await runner.start();
  },
  'kill -9 cloud database': ({ cloudDatabase }) => cloudDatabase.kill(),
  'kill -9 bank database': ({ bankDatabase }) => bankDatabase.kill(),
  'SIGSTOP runner > lease': async ({ runners }, turn) => {
    const runner = inTurn(runners, turn);
    runner.freeze();
    await sleep(LEASE_SECONDS * 1_000 + FROZEN_AFTER_LEASE_MS);
    runner.thaw();
  },
  'broker restart': async ({ broker, restartBroker }, turn) => {
    await (turn % 2 === 0 ? broker.kill() : broker.stop());
    await restartBroker();
  },
  'network cut': async ({ line }, turn) => {
    await line.cut(turn % 2 === 0 ? 'refused' : 'silent');
    await sleep(CUT_MS);
    await line.mend();
  },
} as const satisfies Readonly<Record<string, (rig: FaultRig, turn: number) => Promise<void>>>;

function inTurn<T>([first, second]: readonly [T, T], turn: number): T {
  return turn % 2 === 0 ? first : second;
}

export type FaultName = keyof typeof FAULTS;

const FROZEN_AFTER_LEASE_MS = 1_000;
const CUT_MS = 2_500;
/** After which the next fault comes although nothing has succeeded since the last one. */
const RECOVERY_MS_MAX = 30_000;

export interface Scenario {
  /** How often each fault comes; they take turns. */
  readonly times: Readonly<Partial<Record<FaultName, number>>>;
  /** Between two starts of the load. */
  readonly everyMs: number;
  /** Between the first success after one fault and the next fault. */
  readonly restMs: number;
  /** When the faults are over everything has to end within this time. */
  readonly endMsMax: number;
}

const WARM_SUCCESSES = 3;
const LOOK_MS = 250;

/** Lets the system work under load while one fault follows the other, waits until all is over, and tells what there is then. */
export async function runScenario(rig: FaultRig, scenario: Scenario): Promise<Observed> {
  const load = startLoad(rig.client, { workflow: 'tests.faults', everyMs: scenario.everyMs });
  const warm = Date.now() + scenario.endMsMax;
  while ((await countSucceeded(rig.client, 0)) < WARM_SUCCESSES && Date.now() < warm) await sleep(LOOK_MS);
  const faults: FaultWindow[] = [];
  for (const { kind, turn } of inTurns(scenario.times)) {
    const from = Date.now();
    await FAULTS[kind](rig, turn);
    await recovery(rig);
    await sleep(scenario.restMs);
    faults.push({ kind, from, to: Date.now() });
  }
  const until = Date.now() + scenario.endMsMax;
  const operations = await load.stop(until);
  while (!(await isOver(rig)) && Date.now() < until) await sleep(LOOK_MS);
  const runs = (await listRuns(rig.client)).map(({ runId, status, errorName, endTime }) => ({
    runId,
    status,
    ...(errorName === undefined ? {} : { error: errorName }),
    ...(endTime === undefined ? {} : { endedAt: Date.parse(endTime) }),
  }));
  const ownEnds = [rig.cloud, ...rig.runners].reduce((sum, one) => sum + one.ownEnds(), 0);
  return { operations, runs, steps: await rig.steps(), effects: await rig.effects(), faults, leftovers: { ...(await rig.leftovers()), 'ends of processes that nobody asked for': ownEnds } };
}

async function recovery({ client }: FaultRig): Promise<void> {
  const healed = Date.now();
  while (Date.now() < healed + RECOVERY_MS_MAX && (await countSucceeded(client, healed)) === 0) await sleep(LOOK_MS);
}

function inTurns(times: Scenario['times']): readonly { readonly kind: FaultName; readonly turn: number }[] {
  const kinds = Object.entries(times) as readonly (readonly [FaultName, number])[];
  const most = Math.max(...kinds.map(([, count]) => count));
  return Array.from({ length: most }, (_none, turn) => kinds.flatMap(([kind, count]) => (isDue({ turn, count, most }) ? [{ kind, turn: Math.floor((turn * count) / most) }] : []))).flat();
}

/** Spreads what comes less often over all rounds. */
function isDue({ turn, count, most }: { readonly turn: number; readonly count: number; readonly most: number }): boolean {
  return Math.floor((turn * count) / most) < Math.floor(((turn + 1) * count) / most);
}

async function isOver(rig: FaultRig): Promise<boolean> {
  const counts = Object.entries(await rig.leftovers()).filter(([what]) => !what.startsWith('dead letters'));
  return counts.every(([, count]) => count === 0) && (await rig.client.insist(({ workflows }) => workflows.runs({ status: 'RUNNING', limit: 1 }))).runs.length === 0;
}
