import { describe, expect, test, vi } from 'vitest';
import type * as InboxCommand from '#shared/core/protocol/inbox-command.ts';
import type * as InboxWork from '#shared/core/protocol/inbox-work.ts';
import type * as Step from '#shared/core/protocol/step.ts';
import type * as StepAnswer from '#shared/core/protocol/step-answer.ts';
import { FOUND_HERE, MUTANTS, type Mutant } from './mutants.ts';
import { readSeeds } from './seeds.ts';
import { print, runOne, type SimulatedRun } from './sweep.ts';

const active = vi.hoisted((): { mutant: Mutant | undefined } => ({ mutant: undefined }));

/** The module, with what the active mutant replaces looked up at each call. */
function mutable<M extends object>(real: M, replaced: (mutant: Mutant) => Partial<M> | undefined): M {
  const entries = Object.entries(real).map(([name, original]): [string, unknown] => {
    if (typeof original !== 'function') return [name, original];
    return [
      name,
      (...given: unknown[]): unknown => {
        const replacement: unknown = active.mutant === undefined ? undefined : Reflect.get(replaced(active.mutant) ?? {}, name);
        return Reflect.apply(typeof replacement === 'function' ? replacement : original, undefined, given);
      },
    ];
  });
  return Object.fromEntries(entries) as M;
}

vi.mock('#shared/core/protocol/inbox-command.ts', async (load) => {
  const real = await load<typeof InboxCommand>();
  return mutable(real, ({ command }) => command?.(real));
});
vi.mock('#shared/core/protocol/inbox-work.ts', async (load) => {
  const real = await load<typeof InboxWork>();
  return mutable(real, ({ work }) => work?.(real));
});
vi.mock('#shared/core/protocol/step.ts', async (load) => {
  const real = await load<typeof Step>();
  return mutable(real, ({ step }) => step?.(real));
});
vi.mock('#shared/core/protocol/step-answer.ts', async (load) => {
  const real = await load<typeof StepAnswer>();
  return mutable(real, ({ answer }) => answer?.(real));
});

const TIMEOUT_MS = 240_000;
/** Seeds that are tried when none of the remembered ones catches the mutant any more: any change of the code changes what a seed leads to. */
const SEARCH_SEEDS_MAX = 3_000;

/** The first run that sees the rule missing: a remembered one, or one that is searched for. */
async function catchMutant(mutant: Mutant): Promise<{ readonly run: SimulatedRun; readonly violation: string; readonly tried: number } | undefined> {
  const remembered = readSeeds().mutants[mutant.name] ?? [];
  const [kind] = remembered;
  const searched = Array.from({ length: SEARCH_SEEDS_MAX }, (_, number): SimulatedRun => ({ seed: `mutant-${String(number)}`, restores: kind?.restores ?? [0, 3, 8][number % 3] ?? 0, weather: kind?.weather ?? 'usual' }));
  let tried = 0;
  for (const run of [...remembered, ...searched]) {
    tried += 1;
    const [violation] = (await runOne(run, mutant.changes)).violations;
    if (violation !== undefined) return { run, violation, tried };
  }
  return undefined;
}

describe('each rule of the protocol that is taken out is seen', () => {
  test('there are the seventeen of the protocol, and those that were found here', () => {
    expect(MUTANTS).toHaveLength(17);
    expect(new Set([...MUTANTS, ...FOUND_HERE].map(({ name }) => name)).size).toBe(17 + FOUND_HERE.length);
  });

  test.each([...MUTANTS, ...FOUND_HERE])('$name', async (mutant) => {
    active.mutant = mutant;
    const began = performance.now();
    const caught = await catchMutant(mutant);
    active.mutant = undefined;
    print(`mutant ${mutant.name}: ${caught === undefined ? 'not caught' : `${caught.violation}, ${JSON.stringify(caught.run)}, run ${String(caught.tried)}`}, ${(performance.now() - began).toFixed(0)} ms`);
    expect(caught).toBeDefined();
    // The same run with the rule in place is well.
    if (caught !== undefined) expect((await runOne(caught.run)).violations).toEqual([]);
  }, TIMEOUT_MS);
});
