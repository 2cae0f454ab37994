import type { MetricFamily, MetricSample } from '../health/render.ts';

/** Every metric that may leave, with its labels. One that is not here stays inside. */
const METRICS: Readonly<Record<string, readonly string[]>> = {
  uwf_runner_commands_accepted_total: [],
  uwf_runner_records_rejected_total: ['code'],
  uwf_runner_attempts_succeeded_total: [],
  uwf_runner_attempts_failed_total: ['error'],
  uwf_runner_releases_total: ['method'],
  uwf_runner_inbox_steps: ['priority', 'state'],
  uwf_runner_outbox_messages: [],
  uwf_runner_log_lag_records: [],
  uwf_runner_attempts_running: [],
  uwf_runner_attempts_running_limit: [],
  uwf_runner_draining: [],
  uwf_runner_attempts_started_total: ['priority'],
  uwf_runner_attempts_ended_total: ['handler', 'end'],
  uwf_runner_attempts_put_off_total: ['reason'],
  uwf_runner_handler_running: ['handler'],
  uwf_runner_target_running: ['target'],
  uwf_runner_circuits: ['target', 'state'],
  uwf_runner_uptime_seconds: [],
  uwf_runner_handler_processes: ['state'],
  uwf_runner_handler_processes_started_total: [],
  uwf_runner_handler_processes_crashed_total: [],
};

/** Labels of our own making: names and codes that files of the bank declare. */
const LABEL = /^[A-Za-z][A-Za-z0-9_.:#/@-]{0,119}$/u;

/** Counts what was not let out, by nothing but its number. */
export const HELD_METRIC = 'uwf_runner_egress_held_samples';

/** Lets out what the list allows: a sample with a label of another name or form, or with a text that a detector finds, is held and counted. */
export function admitMetrics(families: readonly MetricFamily[], isClean: (text: string) => boolean): readonly MetricFamily[] {
  const admitted = families.map((family) => ({ ...family, samples: family.samples.filter((sample) => mayLeave(METRICS[family.name], sample, isClean)) }));
  const held = countOf(families) - countOf(admitted);
  const known = admitted.filter(({ name }) => Object.hasOwn(METRICS, name));
  return [...known, { name: HELD_METRIC, help: 'Samples that the egress guard did not let out.', type: 'gauge', samples: [{ labels: {}, value: held }] }];
}

function mayLeave(labels: readonly string[] | undefined, sample: MetricSample, isClean: (text: string) => boolean): boolean {
  if (!Array.isArray(labels)) return false;
  return Object.entries(sample.labels).every(([name, text]) => labels.includes(name) && LABEL.test(text) && isClean(text));
}

function countOf(families: readonly MetricFamily[]): number {
  return families.reduce((sum, { samples }) => sum + samples.length, 0);
}
