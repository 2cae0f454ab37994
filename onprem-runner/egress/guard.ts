import type { MetricFamily } from '../health/render.ts';
import type { TaskFailure } from '../tasks/task-result.ts';
import type { EgressPorts, ReleasedResult, ResultRequest, StoredRequest } from './egress-ports.ts';
import { releaseFailure } from './release-failure.ts';
import { releaseResult, releaseStored } from './release-result.ts';
import { admitMetrics } from './metrics.ts';
import { admitSpan, type Span, type SpanRules } from './spans.ts';

/**
 * The only door out of the on-prem zone (design §6): whatever the runner says to the outside was made by one of these. Default deny everywhere; a
 * new way out is a new member here.
 */
export interface EgressGuard {
  /** The result of a task by the plan of the runner's own program: in the clear, sealed, or held. Errors: `UWF-5001`, `UWF-5007`, `UWF-5008`: nothing leaves. */
  result(request: ResultRequest): Promise<ReleasedResult>;
  /** The output of an earlier attempt of the same visit, when a person has released it; the task is then not done again. Errors: as above, and `UWF-5009`. */
  stored(request: StoredRequest): Promise<ReleasedResult | undefined>;
  /** A failure as a name and a cause of closed catalogues. */
  failure(failure: TaskFailure, resource: string): TaskFailure;
  /** How far a task is: a whole percentage, and nothing else. */
  beat(percent: number): number | undefined;
  /** Metrics that leave the zone: names and labels of a closed list. */
  metrics(families: readonly MetricFamily[]): readonly MetricFamily[];
  /** A span that leaves the zone, with the attributes of a closed list; undefined when its name is not of the list. */
  span(rules: SpanRules, span: Span): Span | undefined;
}

/** Makes the guard of one process. */
export function createEgressGuard(ports: EgressPorts): EgressGuard {
  const isClean = (text: string): boolean => ports.detectors.scan(text).length === 0;
  return {
    result: (request) => releaseResult(ports, request),
    stored: (request) => releaseStored(ports, request),
    failure: (failure, resource) => releaseFailure({ handlers: ports.handlers, isClean }, failure, resource),
    beat: (percent) => (Number.isFinite(percent) ? Math.round(Math.min(Math.max(percent, 0), 100)) : undefined),
    metrics: (families) => admitMetrics(families, isClean),
    span: (rules, span) => admitSpan(rules, span, isClean),
  };
}
