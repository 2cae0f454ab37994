import type { CronCalendar } from '#shared/ports/cron-calendar.ts';
import type { EndedExecutions } from '#shared/ports/ended-executions.ts';
import type { EventBus } from '#shared/ports/event-bus.ts';
import type { Runtime } from '#shared/ports/runtime.ts';
import type { ScheduleStore } from '#shared/ports/schedule-store.ts';
import type { SchemaValidator } from '#shared/ports/schema-validator.ts';
import type { TaskCompletion } from '#shared/ports/task-completion.ts';
import type { AdvancePorts } from './advance-execution.ts';
import type { CommitSignal } from './commit-signal.ts';
import { createEngineCompletion } from './door/engine-completion.ts';
import type { EnginePorts } from './engine-ports.ts';
import { createEngineRuntime } from './runtime/engine-runtime.ts';
import { createEngineAttempts, type SystemAttempts } from './system-attempts.ts';

/** What tasks of the system itself need of the runtime that their executions are on. */
export interface SystemRuntime {
  readonly runtime: Pick<Runtime, 'start' | 'load' | 'stop'>;
  readonly completion: Pick<TaskCompletion, 'complete' | 'fail'>;
  readonly attempts: SystemAttempts;
}

/** What tasks of the system itself need: events, schedules, executions that start others. */
export interface SystemPorts extends Pick<EnginePorts, 'clock' | 'logger' | 'digest' | 'definitionStore' | 'schedules'>, SystemRuntime {
  readonly eventBus: EventBus;
  readonly endedExecutions: EndedExecutions;
  readonly scheduleStore: ScheduleStore;
  readonly calendar: CronCalendar;
  readonly validator: SchemaValidator;
  /** What sealed values in an input are checked against, as the API does. */
  readonly inputRules: { readonly tenant: string; readonly knownKeys: ReadonlySet<string> };
  /** Told after each event that was published and each subscriber that was opened in this process. */
  readonly news: CommitSignal;
}

/** Our own engine as those tasks need it. */
export function createEngineSystem(ports: AdvancePorts): SystemRuntime & { readonly runtime: Runtime } {
  return { runtime: createEngineRuntime(ports), completion: createEngineCompletion(ports), attempts: createEngineAttempts(ports) };
}
