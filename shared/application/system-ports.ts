import type { CronCalendar } from '#shared/ports/cron-calendar.ts';
import type { EndedExecutions } from '#shared/ports/ended-executions.ts';
import type { EventBus } from '#shared/ports/event-bus.ts';
import type { ScheduleStore } from '#shared/ports/schedule-store.ts';
import type { SchemaValidator } from '#shared/ports/schema-validator.ts';
import type { CommitSignal } from './commit-signal.ts';
import type { EnginePorts } from './engine-ports.ts';

/** What tasks of the system itself need beside the engine's ports: events, schedules, executions that start others. */
export interface SystemPorts extends EnginePorts {
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
