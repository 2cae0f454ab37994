import type { StateProgress } from '#shared/application/describe-execution.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { STEP_STATUSES } from './run-status.ts';
import { toTime } from './time.ts';

/** The JSON Pointer of a whole document (RFC 6901 §5): no task of the author stands there. */
const DOCUMENT_POINTER = '';

/** One step of a run: the stay in the states of one task of the author. */
export interface RunStep {
  readonly name: string;
  readonly pointer: string;
  readonly stays: readonly [StateProgress, ...StateProgress[]];
}

/**
 * States that follow each other and come from one task are one step. States without a task are no step, nor are those of the document
 * as a whole, its input and output: their pointer is empty.
 */
export function stepsOf(progress: readonly StateProgress[]): readonly RunStep[] {
  const steps: RunStep[] = [];
  for (const stay of progress) {
    const { task, pointer } = stay;
    if (task === undefined || pointer === undefined || pointer === DOCUMENT_POINTER) continue;
    const last = steps.at(-1);
    const isSame = last?.pointer === pointer && !isRepeated(last, stay);
    if (last !== undefined && isSame) steps[steps.length - 1] = { ...last, stays: [...last.stays, stay] };
    else steps.push({ name: task, pointer, stays: [stay] });
  }
  return steps;
}

/** A task that starts over at its first state is a new step. */
function isRepeated(step: RunStep, stay: StateProgress): boolean {
  return step.stays.some((earlier) => earlier.state === stay.state);
}

/** The stay that did the step's work: the one with attempts, else the last. */
function mainStayOf({ stays }: RunStep): StateProgress {
  return stays.find((stay) => stay.attempts > 0) ?? stays.at(-1) ?? stays[0];
}

export function stepJson(step: RunStep): JsonObject {
  const main = mainStayOf(step);
  const last = step.stays.at(-1) ?? main;
  const error = step.stays.findLast((stay) => stay.error !== undefined)?.error;
  return {
    name: step.name,
    pointer: step.pointer,
    state: main.state,
    zone: main.zone,
    status: STEP_STATUSES[main.status === 'succeeded' ? last.status : main.status],
    startTime: toTime(step.stays[0].enteredAt),
    endTime: last.exitedAt === undefined ? null : toTime(last.exitedAt),
    attempts: step.stays.reduce((sum, stay) => sum + stay.attempts, 0),
    ...(error === undefined ? {} : { error }),
  };
}

/** The metrics that the earlier system put beside a run's data, as far as they mean something here. */
export function stepMetricsJson(step: RunStep): JsonObject {
  const start = step.stays[0].enteredAt;
  const end = step.stays.at(-1)?.exitedAt;
  return {
    stepName: step.name,
    startTime: toTime(start),
    endTime: end === undefined ? null : toTime(end),
    durationMillis: end === undefined ? null : end - start,
    childStepCount: 0,
    parallel: false,
  };
}
