import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { AslMachine, AslScope } from '#shared/core/asl/model.ts';
import { historyOf, type ServiceEvent } from '#shared/core/step-functions/history.ts';

const CORPUS = new URL('../../../../shared/conformance/asl/corpus/', import.meta.url);
const isThere = existsSync(CORPUS);

interface Recording {
  readonly id: string;
  readonly definition: AslMachine;
  readonly history?: readonly { readonly id: number; readonly prev: number; readonly type: string; readonly state?: string; readonly name?: string; readonly index?: number }[];
  /** Set where the recorder has sorted and renumbered events. */
  readonly historyNote?: string;
}

function readRecordings(): readonly Recording[] {
  const names = isThere ? readdirSync(CORPUS).filter((name) => name.endsWith('.json')).sort() : [];
  return names.map((name) => JSON.parse(readFileSync(new URL(encodeURIComponent(name), CORPUS), 'utf8')));
}

/** How many branches and items a state is in. Iterations of a distributed Map are executions of their own. */
function depthsOf({ States: states }: AslScope, depth = 0): readonly (readonly [string, number])[] {
  return Object.entries(states).flatMap(([name, state]) => [[name, depth] as const, ...innerScopes(state).flatMap((scope) => depthsOf(scope, depth + 1))]);
}

function innerScopes(state: AslScope['States'][string]): readonly AslScope[] {
  if (state.Type === 'Parallel') return state.Branches;
  if (state.Type !== 'Map' || state.ItemProcessor?.ProcessorConfig?.Mode === 'DISTRIBUTED') return [];
  return [state.ItemProcessor, state.Iterator].filter((scope) => scope !== undefined);
}

function eventOf({ id, prev, type, state, name, index }: NonNullable<Recording['history']>[number]): ServiceEvent {
  const place = state ?? name;
  return { id, previousId: prev, at: 0, type, ...(place === undefined ? {} : { name: place }), ...(index === undefined ? {} : { index }) };
}

test.runIf(process.env['CI'] === 'true')('the recorded corpus is there where it must be', () => {
  expect(isThere).toBe(true);
});

describe.skipIf(!isThere)('histories recorded on AWS, as facts of ours', () => {
  const recordings = readRecordings().filter(({ history, historyNote }) => history !== undefined && historyNote === undefined);

  test('have each state as deep in branches and items as its machine has it, and a state for everything that happens within the machine', () => {
    const found = recordings.map(({ id, definition, history = [] }) => {
      const depths = new Map(depthsOf(definition));
      const facts = historyOf(history.map(eventOf));
      const misplaced = facts.filter(({ state }) => state !== undefined && depths.has(state)).filter(({ kind, state = '', frame }) => depths.get(state) !== frame.length - (kind.startsWith('map-iteration') ? 1 : 0));
      const unnamed = facts.filter(({ kind, state }) => state === undefined && !kind.startsWith('execution-'));
      return { id, problems: [...misplaced, ...unnamed].map(({ sequence, kind, state = '', frame }) => `${String(sequence)} ${kind} ${state} [${frame.join('.')}]`) };
    });
    const wrong = found.filter(({ problems }) => problems.length > 0);
    process.stdout.write(`recorded histories ${String(found.length - wrong.length)} of ${String(found.length)}\n`);
    expect(wrong).toEqual([]);
    expect(found.length).toBeGreaterThan(300);
  });
});
