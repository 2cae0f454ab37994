import { MACHINE, type StateDraft, type StatePart } from '#shared/core/compiler/ir/model.ts';

/** A state draft in which only what a test is about is special. */
export function draft(task: string, label: string, part: StatePart = 'body', more: Partial<StateDraft> = {}): StateDraft {
  return { label, place: label, task, part, variant: '', phase: 'body', enclosure: MACHINE, state: { Type: 'Succeed' }, origins: [], traits: { pointer: label, declassify: [], priority: 'normal' }, ...more };
}
