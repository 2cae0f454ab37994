import { diagnosticError, type Diagnostic } from '../../kernel/diagnostic.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { cronProblem } from './cron.ts';
import { valueAlong } from './places.ts';

/** `schedule.cron` can be followed; the rest of a schedule is said by the schema (`read` only with `on`, `until` only with `any`). */
export function checkSchedule(document: JsonObject): readonly Diagnostic[] {
  const cron = valueAlong(document, ['schedule', 'cron']);
  const problem = typeof cron === 'string' ? cronProblem(cron) : undefined;
  return problem === undefined ? [] : [diagnosticError('UWF-1028', '/schedule/cron', problem)];
}
