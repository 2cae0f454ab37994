import { POOL_TOTAL_DEFAULT } from './limits.ts';

/** How many attempts may run at the same time. Handlers are named `name:version` or `name`, targets by their names. */
export interface PoolLimits {
  readonly total: number;
  /** For a handler, and for a target, that has no limit of its own. */
  readonly perHandler: number;
  readonly perTarget: number;
  readonly handlers: Readonly<Record<string, number>>;
  readonly targets: Readonly<Record<string, number>>;
}

/** Share of all that one handler, or one target, may take unless it is configured: a slow one leaves room for the others. */
const SHARE_DEFAULT = 0.75;

/** Fills in what is not configured. */
export function poolLimits(given: Partial<PoolLimits> = {}): PoolLimits {
  const total = given.total ?? POOL_TOTAL_DEFAULT;
  const share = Math.max(1, Math.ceil(total * SHARE_DEFAULT));
  return { total, perHandler: given.perHandler ?? share, perTarget: given.perTarget ?? share, handlers: given.handlers ?? {}, targets: given.targets ?? {} };
}

/** The limit of a handler: of its version, of its name, or the common one. `declared` is what the handler says of itself; the lower one holds. */
export function handlerLimit(limits: PoolLimits, handler: string, declared?: number): number {
  const [name = handler] = handler.split(':');
  const configured = own(limits.handlers, handler) ?? own(limits.handlers, name) ?? limits.perHandler;
  return Math.max(1, Math.min(configured, declared ?? configured));
}

export function targetLimit(limits: PoolLimits, target: string): number {
  return Math.max(1, own(limits.targets, target) ?? limits.perTarget);
}

function own(values: Readonly<Record<string, number>>, name: string): number | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
