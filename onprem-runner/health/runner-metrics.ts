import { ERROR_NAMES } from '#shared/core/asl/error-names.ts';
import { REJECT_CODES } from '#shared/core/protocol/reject.ts';
import type { InboxCount } from '#shared/ports/step-inbox.ts';
import type { RunnerCounts } from '../daemon/counters.ts';
import type { HandlerProcesses } from '../isolation/handler-processes.ts';
import { OTHER_NAME } from '../pool/pool-counters.ts';
import { PRIORITIES } from '../pool/priorities.ts';
import type { GateReading, PoolReading } from '../pool/worker-pool.ts';
import type { MetricFamily, MetricSample } from './render.ts';

/** What a runner shows of itself. */
export interface RunnerReading {
  readonly counts: RunnerCounts;
  readonly pool: PoolReading;
  readonly processes?: ReturnType<HandlerProcesses['read']>;
  /** Open rows of the inbox. */
  readonly inbox?: readonly InboxCount[];
  /** Answers that wait to be sent. */
  readonly outbox?: number;
  /** Records of the log that this site has not read yet. */
  readonly lag?: number;
  /** Seconds since the process has started. */
  readonly uptimeSeconds: number;
}

/** Names that may be labels: what the bank's own files declare. Everything else is counted as `other`. */
export interface LabelNames {
  readonly targets: ReadonlySet<string>;
  /** Codes of all handlers' catalogues. */
  readonly codes: ReadonlySet<string>;
}

/** The metrics of a runner: fixed names, labels from closed sets, numbers. */
export function runnerMetrics(reading: RunnerReading, names: LabelNames): readonly MetricFamily[] {
  return [...doorMetrics(reading, names), ...poolMetrics(reading.pool, names), ...processMetrics(reading)];
}

function doorMetrics({ counts, inbox, outbox, lag }: RunnerReading, names: LabelNames): readonly MetricFamily[] {
  const released = counts.releases.map(({ method, count }) => [method, count] as const);
  return [
    counter('uwf_runner_commands_accepted_total', 'Commands that were taken into the inbox.', [sample(counts.accepted)]),
    counter('uwf_runner_records_rejected_total', 'Records that are no messages, by the check that failed.', byLabel('code', Object.entries(counts.rejected), (code) => REJECTS.has(code))),
    counter('uwf_runner_attempts_succeeded_total', 'Attempts whose result was released.', [sample(counts.succeeded)]),
    counter('uwf_runner_attempts_failed_total', 'Attempts that failed, by the name of the failure.', byLabel('error', Object.entries(counts.failed).map(([error, count]) => [errorLabel(error, names), count]), () => true)),
    counter('uwf_runner_releases_total', 'Values that a declassification has let out, by its method.', byLabel('method', released, (method) => METHODS.has(method))),
    gauge('uwf_runner_inbox_steps', 'Steps in the inbox that are not ended.', (inbox ?? []).map(({ priority, state, count }) => sample(count, { priority, state }))),
    gauge('uwf_runner_outbox_messages', 'Messages that wait to be sent.', outbox === undefined ? [] : [sample(outbox)]),
    gauge('uwf_runner_log_lag_records', 'Records of the log that were not read yet.', lag === undefined ? [] : [sample(lag)]),
  ];
}

function poolMetrics(pool: PoolReading, { targets }: LabelNames): readonly MetricFamily[] {
  const { counts } = pool;
  const ends = [...counts.handlers].flatMap(([handler, { succeeded, failed, deferred, broken }]) =>
    Object.entries({ succeeded, failed, deferred, broken }).filter(([, count]) => count > 0).map(([end, count]) => sample(count, { handler, end })),
  );
  const knownHandlers = new Set(counts.handlers.keys());
  return [
    gauge('uwf_runner_attempts_running', 'Attempts that run now.', [sample(pool.running)]),
    gauge('uwf_runner_attempts_running_limit', 'Attempts that may run at the same time.', [sample(pool.limits.total)]),
    gauge('uwf_runner_draining', '1 while nothing new is begun.', [sample(pool.isDraining ? 1 : 0)]),
    counter('uwf_runner_attempts_started_total', 'Attempts that were begun, by priority.', PRIORITIES.map((priority) => sample(counts.startedBy[priority], { priority }))),
    counter('uwf_runner_attempts_ended_total', 'Attempts that ended, by handler.', ends),
    counter('uwf_runner_attempts_put_off_total', 'Work that was given back because it found no room, by reason.', Object.entries(counts.later).map(([reason, count]) => sample(count, { reason }))),
    gauge('uwf_runner_handler_running', 'Attempts of a handler that run now.', gates('handler', pool.handlers, knownHandlers)),
    gauge('uwf_runner_target_running', 'Attempts at a target that run now.', gates('target', pool.targets, targets)),
    gauge('uwf_runner_circuits', 'Circuits of targets, by state.', byPair([...pool.circuits].map(([target, state]) => ({ target: targets.has(target) ? target : OTHER_NAME, state })))),
  ];
}

function processMetrics({ processes, uptimeSeconds }: RunnerReading): readonly MetricFamily[] {
  const uptime = gauge('uwf_runner_uptime_seconds', 'Seconds since the process has started.', [sample(uptimeSeconds)]);
  if (processes === undefined) return [uptime];
  const { running, idle, waiting, started, crashed } = processes;
  return [
    uptime,
    gauge('uwf_runner_handler_processes', 'Processes of handlers, and calls that wait for one.', Object.entries({ running, idle, waiting }).map(([state, count]) => sample(count, { state }))),
    counter('uwf_runner_handler_processes_started_total', 'Processes of handlers that were started.', [sample(started)]),
    counter('uwf_runner_handler_processes_crashed_total', 'Processes of handlers that ended by themselves, or could not be started.', [sample(crashed)]),
  ];
}

const REJECTS: ReadonlySet<string> = new Set(REJECT_CODES);
const METHODS: ReadonlySet<string> = new Set(['enum', 'boolean', 'range', 'masked', 'aggregate', 'token']);
const OWN_ERRORS: ReadonlySet<string> = new Set(Object.values(ERROR_NAMES));
const HANDLER_ERROR = /^urn:uwf:error:([A-Z][A-Z0-9_]*)#\d{3}$/u;

/** ASL error names are open: a `call: http` has the status of its answer in it, a definition may raise what it likes. */
function errorLabel(error: string, { codes }: LabelNames): string {
  if (OWN_ERRORS.has(error)) return error;
  const code = HANDLER_ERROR.exec(error)?.[1];
  return code !== undefined && codes.has(code) ? code : OTHER_NAME;
}

function sample(value: number, labels: MetricSample['labels'] = {}): MetricSample {
  return { labels, value };
}

function counter(name: string, help: string, samples: readonly MetricSample[]): MetricFamily {
  return { name, help, type: 'counter', samples };
}

function gauge(name: string, help: string, samples: readonly MetricSample[]): MetricFamily {
  return { name, help, type: 'gauge', samples };
}

/** One sample for each known value of a label; all others together. */
function byLabel(label: string, counts: readonly (readonly [string, number])[], isKnown: (value: string) => boolean): readonly MetricSample[] {
  const sums = new Map<string, number>();
  for (const [value, count] of counts) {
    const name = isKnown(value) ? value : OTHER_NAME;
    sums.set(name, (sums.get(name) ?? 0) + count);
  }
  return [...sums].map(([value, count]) => sample(count, { [label]: value }));
}

function gates(label: string, readings: ReadonlyMap<string, GateReading>, known: ReadonlySet<string>): readonly MetricSample[] {
  return byLabel(label, [...readings].map(([name, { running }]) => [name, running]), (name) => known.has(name));
}

function byPair(pairs: readonly { readonly target: string; readonly state: string }[]): readonly MetricSample[] {
  const sums = new Map<string, MetricSample>();
  for (const labels of pairs) {
    const key = `${labels.target} ${labels.state}`;
    sums.set(key, sample((sums.get(key)?.value ?? 0) + 1, labels));
  }
  return [...sums.values()];
}
