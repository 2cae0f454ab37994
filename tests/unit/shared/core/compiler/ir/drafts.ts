import type { StateDraft, StatePart } from '#shared/core/compiler/ir/model.ts';

/** A state draft in which only what a test is about is special. */
export function draft(task: string, label: string, part: StatePart = 'body', more: Partial<StateDraft> = {}): StateDraft {
  return { label, place: label, task, part, variant: '', phase: 'body', state: { Type: 'Succeed' }, origins: [], traits: { pointer: label, declassify: [], priority: 'normal' }, ...more };
}
