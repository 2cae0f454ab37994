import { describe, expect, test } from 'vitest';
import { admitMetrics, HELD_METRIC } from '#onprem-runner/egress/metrics.ts';
import { renderMetrics } from '#onprem-runner/health/render.ts';
import { runnerMetrics, type RunnerReading } from '#onprem-runner/health/runner-metrics.ts';
import { createPoolCounters } from '#onprem-runner/pool/pool-counters.ts';
import { poolLimits } from '#onprem-runner/pool/pool-limits.ts';

const NAMES = { targets: new Set(['aml', 'core']), codes: new Set(['AML_UNAVAILABLE']) };

function reading(): RunnerReading {
  const counters = createPoolCounters(['aml-check:1.0.0']);
  counters.started('aml-check:1.0.0', 'high');
  counters.ended('aml-check:1.0.0', 'failed');
  counters.started('4111111111111111:1.0.0', 'low');
  counters.ended('4111111111111111:1.0.0', 'succeeded');
  counters.later('circuit');
  return {
    counts: {
      accepted: 5, rejected: { signature: 2, '4111111111111111': 1 }, succeeded: 3,
      failed: { 'Uwf.HandlerFailed': 1, 'urn:uwf:error:AML_UNAVAILABLE#503': 2, 'urn:uwf:error:ANNA#503': 1, 'https://example/4111111111111111#404': 4 },
      releases: [{ definition: 'd', state: 's', pointer: '/x', method: 'enum', purpose: 'p', count: 7 } as never],
    },
    pool: {
      running: 2, limits: poolLimits({ total: 8 }), isDraining: true, counts: counters.read(),
      handlers: new Map([['aml-check:1.0.0', { running: 1, limit: 2 }], ['anna:1.0.0', { running: 1, limit: 2 }]]),
      targets: new Map([['aml', { running: 1, limit: 2 }], ['anna.example', { running: 3, limit: 4 }]]),
      circuits: new Map([['aml', 'open'], ['anna.example', 'closed'], ['berta.example', 'closed']]),
    },
    processes: { running: 1, idle: 2, waiting: 0, started: 9, crashed: 1 },
    inbox: [{ priority: 'low', state: 'ready', count: 40 }],
    outbox: 3,
    lag: 12,
    uptimeSeconds: 60,
  };
}

describe('runnerMetrics()', () => {
  const text = renderMetrics(runnerMetrics(reading(), NAMES));

  test.each([
    'uwf_runner_commands_accepted_total 5',
    'uwf_runner_records_rejected_total{code="signature"} 2',
    'uwf_runner_records_rejected_total{code="other"} 1',
    'uwf_runner_attempts_failed_total{error="Uwf.HandlerFailed"} 1',
    'uwf_runner_attempts_failed_total{error="AML_UNAVAILABLE"} 2',
    'uwf_runner_attempts_failed_total{error="other"} 5',
    'uwf_runner_releases_total{method="enum"} 7',
    'uwf_runner_inbox_steps{priority="low",state="ready"} 40',
    'uwf_runner_log_lag_records 12',
    'uwf_runner_draining 1',
    'uwf_runner_attempts_started_total{priority="high"} 1',
    'uwf_runner_attempts_ended_total{handler="aml-check:1.0.0",end="failed"} 1',
    'uwf_runner_attempts_ended_total{handler="other",end="succeeded"} 1',
    'uwf_runner_attempts_put_off_total{reason="circuit"} 1',
    'uwf_runner_handler_running{handler="other"} 1',
    'uwf_runner_target_running{target="aml"} 1',
    'uwf_runner_target_running{target="other"} 3',
    'uwf_runner_circuits{target="aml",state="open"} 1',
    'uwf_runner_circuits{target="other",state="closed"} 2',
    'uwf_runner_handler_processes{state="idle"} 2',
    'uwf_runner_handler_processes_crashed_total 1',
  ])('shows %s', (line) => {
    expect(text.split('\n')).toContain(line);
  });

  test('all of it is on the list of what may leave', () => {
    const admitted = admitMetrics(runnerMetrics(reading(), NAMES), () => true);
    expect(admitted.find(({ name }) => name === HELD_METRIC)?.samples).toEqual([{ labels: {}, value: 0 }]);
    expect(renderMetrics(admitted.filter(({ name }) => name !== HELD_METRIC))).toBe(text);
  });

  test('shows no name that the bank has not declared', () => {
    expect(text).not.toMatch(/anna|berta|4111|example/iu);
  });

  test('has every family once, each with its help and type', () => {
    const names = [...text.matchAll(/^# TYPE (\S+)/gmu)].map(([, name]) => name);
    expect(new Set(names).size).toBe(names.length);
    expect([...text.matchAll(/^# HELP/gmu)]).toHaveLength(names.length);
  });

  test('what a runner does not have is left out', () => {
    const { processes: _processes, inbox: _inbox, lag: _lag, ...less } = reading();
    const shorter = renderMetrics(runnerMetrics(less, NAMES));
    expect(shorter).not.toMatch(/handler_processes|inbox_steps|log_lag/u);
  });
});
