import type { TaskNode } from '../../definition/model.ts';
import { diagnosticError, diagnosticWarning } from '../../kernel/diagnostic.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import { valueAt } from '../bind/value-at.ts';
import type { HonouredFields } from '../tasks/task-rules.ts';
import type { LoweringContext } from './context.ts';

/** Refuses by name every common field that would be ignored on this task: nothing that an author wrote is dropped in silence. */
export function checkHonoured(task: TaskNode, honoured: HonouredFields, { builder, definition }: LoweringContext): void {
  if (honoured.placement) return;
  const { zone, declassify } = task.metadata;
  if (zone !== undefined) builder.report(diagnosticError('UWF-2051', zone.pointer, `Task '${task.name}' has no place of its own: zone has no effect on it.`));
  for (const one of declassify) builder.report(diagnosticError('UWF-2051', one.pointer, `Task '${task.name}' releases nothing itself: declassify has no effect on it.`));
  const priority = appendPointer(task.pointer, 'metadata', 'uwf', 'priority');
  if (valueAt(definition.source, priority) !== undefined) {
    builder.report(diagnosticWarning('UWF-2051', priority, `Task '${task.name}' hands out no work itself: priority has no effect on it.`));
  }
}
