import { CHECK_KEEP_MS, CHECK_MS_MAX } from './limits.ts';

/** What a runner needs to be of use. Fixed names: nothing else is told of a part but whether it is well. */
export type PartName = (typeof PARTS)[number];

export const PARTS = ['store', 'log', 'keys', 'vault'] as const;

/** Checks of the parts that this runner has: true when a part is well. What a check throws means that it is not. */
export type PartChecks = Readonly<Partial<Record<PartName, () => Promise<boolean>>>>;

/** Whether a runner is ready for work, part by part. */
export interface Readiness {
  readonly isReady: boolean;
  readonly parts: Readonly<Record<string, 'ok' | 'failed'>>;
}

export interface ReadinessOptions {
  readonly checks: PartChecks;
  readonly isDraining: () => boolean;
  readonly now: () => number;
}

/** Asks all parts, at most so often: many who ask cost no more than one. */
export function createReadiness({ checks, isDraining, now }: ReadinessOptions): () => Promise<Readiness> {
  let kept: { readonly until: number; readonly parts: Promise<Readiness['parts']> } | undefined;
  return async () => {
    const at = now();
    if (kept === undefined || kept.until <= at) kept = { until: at + CHECK_KEEP_MS, parts: askAll(checks) };
    const asked = await kept.parts;
    const parts: Readiness['parts'] = { ...asked, draining: isDraining() ? 'failed' : 'ok' };
    return { isReady: Object.values(parts).every((status) => status === 'ok'), parts };
  };
}

async function askAll(checks: PartChecks): Promise<Readiness['parts']> {
  const asked = PARTS.flatMap((name) => {
    const check = checks[name];
    return check === undefined ? [] : [ask(check).then((isWell) => [name, isWell ? 'ok' : 'failed'] as const)];
  });
  return Object.fromEntries(await Promise.all(asked));
}

async function ask(check: () => Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), CHECK_MS_MAX);
  });
  try {
    return await Promise.race([check(), late]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
