import type { Definition, DurationSpec, EventStrategy, ScheduleSpec } from '../../definition/model.ts';
import { diagnosticError, type Diagnostic } from '../../kernel/diagnostic.ts';
import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import type { BindContext } from '../bind/bind.ts';
import type { Bindings } from '../bind/bindings.ts';
import { expressionsOf, jsonAst } from '../bind/value.ts';
import { writeField } from '../bind/write.ts';
import { createExecutorExpressions } from '../events/executor-expressions.ts';
import { bindStrategy } from '../events/strategy.ts';
import type { CompiledSchedule } from '../model.ts';

/** A schedule that the scheduler can keep without the definition, and what is wrong with it. */
export interface ScheduleOutcome {
  readonly schedule?: CompiledSchedule;
  readonly diagnostics: readonly Diagnostic[];
}

/** The document's `schedule` in neutral form (mapping §5.16). Nothing runs yet when it is looked at, so it reads no data of an execution. */
export function compileSchedule({ schedule, source, language }: Definition): ScheduleOutcome {
  if (schedule === undefined) return { diagnostics: [] };
  const diagnostics: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic): void => void diagnostics.push(diagnostic);
  const on = schedule.on === undefined ? {} : { on: compileStrategy(schedule.on, { document: source, language, report, readsVariable: () => undefined }) };
  return { schedule: { ...timesOf(schedule, report), ...on, read: schedule.read }, diagnostics };
}

function timesOf({ every, after, cron }: ScheduleSpec, report: (diagnostic: Diagnostic) => void): Pick<CompiledSchedule, 'everySeconds' | 'afterSeconds' | 'cron'> {
  return {
    ...(every === undefined ? {} : { everySeconds: secondsOf(every, report) }),
    ...(after === undefined ? {} : { afterSeconds: secondsOf(after, report) }),
    ...(cron === undefined ? {} : { cron }),
  };
}

function secondsOf(duration: DurationSpec, report: (diagnostic: Diagnostic) => void): number {
  if (duration.kind === 'milliseconds') return duration.value / 1000;
  report(diagnosticError('UWF-2044', duration.pointer, 'A length of time of the schedule cannot be an expression.'));
  return 0;
}

function compileStrategy(strategy: EventStrategy, context: BindContext): JsonObject {
  const expressions = createExecutorExpressions();
  const nothing = { kind: 'expression', origin: strategy.pointer, ast: jsonAst(null) } as const;
  const bindings: Bindings = { place: 'schedule.on', root: nothing, variables: new Map(), states: {} };
  const bound = bindStrategy(strategy, { bindings, context, expressions });
  const variables = expressions.variables(strategy.pointer);
  const isOpen = expressionsOf(bound).length > 0 || expressionsOf(variables).length > 0;
  if (isOpen) context.report(diagnosticError('UWF-2067', strategy.pointer, 'The events of the schedule are chosen by data of an execution.'));
  const { json } = writeField(bound, '');
  return isJsonObject(json) ? json : {};
}
