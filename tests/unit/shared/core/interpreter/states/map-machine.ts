import type { AslMachine, AslState, MapState } from '#shared/core/asl/model.ts';
import { machineOf } from '#tests/support/machines.ts';

/** A processor that has the item worked on. */
export const WORK: { readonly [name: string]: AslState } = { work: { Type: 'Task', Resource: 'r', End: true } };

/** A processor that gives the item back. */
export const PASS: { readonly [name: string]: AslState } = { pass: { Type: 'Pass', End: true } };

/** How the tests' tasks fail. */
export const failure = { kind: 'failed', error: 'Custom', cause: 'why' } as const;

export const catchAll = [{ ErrorEquals: ['States.ALL'], Next: 'caught' }] as const;

/** A machine with one Map, `each`, and a state for what is caught. */
export function mapMachine(more: Partial<MapState>, states = WORK, mode: 'INLINE' | 'DISTRIBUTED' = 'INLINE'): AslMachine {
  return machineOf({
    each: { Type: 'Map', ItemProcessor: { ProcessorConfig: { Mode: mode }, StartAt: Object.keys(states)[0] ?? '', States: states }, Next: 'done', ...more },
    done: { Type: 'Succeed' },
    caught: { Type: 'Pass', Output: { caught: '{% $states.input %}' }, End: true },
  });
}
