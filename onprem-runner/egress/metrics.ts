/** A metric that may leave: its labels, and for each of them all the values that it can have. */
export interface MetricRules {
  readonly [name: string]: { readonly labels: { readonly [label: string]: readonly string[] } };
}

/** Labels of one measurement. */
export interface MetricLabels {
  readonly [label: string]: string;
}

/** Takes measurements. */
export interface MetricSink {
  record(name: string, labels: MetricLabels, value: number): void;
}

/** What an unknown value of a known label is told as. */
const OTHER = 'other';
/** Counts measurements that were not let out, by nothing but their number. */
export const HELD_METRIC = 'uwf_egress_held_metrics';

/** A sink that lets out what the rules list: a label outside of its closed set is `other`, a metric or label that nobody listed is held. */
export function createGuardedMetrics(rules: MetricRules, sink: MetricSink): MetricSink {
  return {
    record: (name, labels, value) => {
      const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
      const isKnown = rule !== undefined && Number.isFinite(value) && Object.keys(labels).every((label) => Object.hasOwn(rule.labels, label));
      if (!isKnown) return sink.record(HELD_METRIC, {}, 1);
      const admitted = Object.entries(labels).map(([label, text]) => [label, rule.labels[label]?.includes(text) === true ? text : OTHER] as const);
      sink.record(name, Object.fromEntries(admitted), value);
    },
  };
}
