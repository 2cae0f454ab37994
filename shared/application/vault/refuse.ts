import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { BudgetRule } from '#shared/core/vault/budget.ts';
import type { RevealFault } from '#shared/core/vault/reveal-rule.ts';
import type { RevealRequest } from '#shared/ports/vault.ts';
import { record } from './record.ts';
import type { VaultContext } from './vault-context.ts';

/** A token that is not revealed. */
export interface Miss {
  /** Among those that were asked for, from 0. */
  readonly position: number;
  /** What stands for the token in the audit log. */
  readonly print: string;
  readonly fault: RevealFault;
}

/** Of the requests beyond an actor's rate one a minute is recorded: the log must not be a way to fill the disk. */
const RATE_NOTES: BudgetRule = { perMinute: 1, burst: 1 };

/** Refuses an actor that asks too often. Errors: `UWF-4295`. */
export async function refuseForRate({ ports, counters }: VaultContext, { actor, purpose, wanted }: RevealRequest): Promise<never> {
  counters.limited += 1;
  const isNoted = await ports.store.spend({ budget: `note:${actor}`, rule: RATE_NOTES, cost: 1, now: ports.clock.now() });
  if (isNoted) await record(ports, 'reveal-refused', actor, { purpose, reason: 'rate', asked: wanted.length });
  throw new UwfError('UWF-4295', 'the actor reveals more values than its rate allows');
}

/**
 * Refuses tokens, and counts them against the actor: a refusal costs more of its rate than an answer, and too many of them in an hour are
 * an alarm. Errors: `UWF-4045` when one is not there or erased, else `UWF-4225`; its `positions` say which.
 */
export async function refuseForTokens(context: VaultContext, request: RevealRequest, misses: readonly Miss[]): Promise<never> {
  const { ports, settings, counters } = context;
  const { actor, purpose, wanted } = request;
  counters.refused += 1;
  const suspicious = misses.filter(({ fault }) => fault !== 'erased').length;
  const isScan = suspicious > 0 && (await countMisses(context, actor, suspicious));
  await record(ports, 'reveal-refused', actor, { purpose, reason: 'tokens', tenant: wanted[0]?.place.tenant ?? '', tokens: misses.map(({ print, fault }) => ({ token: print, fault })) });
  if (isScan) {
    counters.scanAlarms += 1;
    await record(ports, 'scan-alarm', actor, { beyond: settings.misses.burst });
  }
  throw refusalOf(misses);
}

/** True when the actor has had more refusals than anybody has by mistake. */
async function countMisses({ ports, settings }: VaultContext, actor: string, misses: number): Promise<boolean> {
  const now = ports.clock.now();
  const { reveals, missCost } = settings;
  // What is left is taken where it is less than the cost: the next one waits.
  for (let cost = misses * missCost; cost >= 1; cost = Math.floor(cost / 2)) {
    if (await ports.store.spend({ budget: `reveal:${actor}`, rule: reveals, cost, now })) break;
  }
  return !(await ports.store.spend({ budget: `miss:${actor}`, rule: settings.misses, cost: misses, now }));
}

/** The gravest fault, and where it is. */
function refusalOf(misses: readonly Miss[]): UwfError {
  const refusal = REFUSALS.find(({ fault }) => misses.some((miss) => miss.fault === fault)) ?? REFUSALS[0];
  return new UwfError(refusal.code, refusal.detail, { details: { positions: misses.filter(({ fault }) => fault === refusal.fault).map(({ position }) => position) } });
}

const REFUSALS = [
  { fault: 'unknown', code: 'UWF-4045', detail: 'the vault has no such token' },
  { fault: 'erased', code: 'UWF-4045', detail: 'the value of the token was erased' },
  { fault: 'place', code: 'UWF-4225', detail: 'the token was made for another place' },
  { fault: 'purpose', code: 'UWF-4225', detail: 'the token does not allow this purpose' },
] as const;
