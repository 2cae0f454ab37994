import { describe, expect, test } from 'vitest';
import { parseProjectConfig } from '#shared/config/project-config.ts';
import { defaultRunnerSettings, type RunnerSettings } from '#shared/config/runner-settings.ts';

const THUMBPRINT = 'A'.repeat(43);

function settingsOf(text: string): RunnerSettings | undefined {
  const parsed = parseProjectConfig(`runner: ${text}`);
  expect(parsed).toMatchObject({ ok: true });
  return parsed.ok ? parsed.value.runner : undefined;
}

function problemsOf(text: string): readonly string[] {
  const parsed = parseProjectConfig(`runner: ${text}`);
  return parsed.ok ? [] : parsed.error.map(({ setting }) => setting);
}

describe('runner of uwf.config.yaml', () => {
  test('reads every key', () => {
    const text = `
  site: hq.runner-2
  cloud: cloud-eu
  data: /var/lib/uwf
  keys: /etc/uwf/keys
  ring: /etc/uwf/ring.json
  releaseKeys: [${THUMBPRINT}]
  allow: ["uwf:function:*", "uwf:evaluate"]
  pool: {total: 32, perHandler: 8, perTarget: 4}
  weights: {critical: 10, high: 5, normal: 2, low: 1}
  drainSeconds: 90
  leaseSeconds: 15
  revealsPerMinute: 1000
  health: {host: "::1", port: 9000}`;
    expect(settingsOf(text)).toEqual({
      site: 'hq.runner-2', cloud: 'cloud-eu', data: '/var/lib/uwf', keys: '/etc/uwf/keys', ring: '/etc/uwf/ring.json', releaseKeys: [THUMBPRINT],
      allow: ['uwf:function:*', 'uwf:evaluate'], pool: { total: 32, perHandler: 8, perTarget: 4 }, weights: { critical: 10, high: 5, normal: 2, low: 1 },
      drainMs: 90_000, leaseMs: 15_000, revealsPerMinute: 1_000, health: { host: '::1', port: 9_000 },
    });
  });

  test('takes the defaults for what is absent, and is absent itself where it is not written', () => {
    expect(settingsOf('{}')).toEqual(defaultRunnerSettings());
    expect(parseProjectConfig('tenant: bank')).not.toHaveProperty('value.runner');
  });

  test('tells every problem at once', () => {
    const text = '{site: "A B", releaseKeys: [short], allow: ["rm -rf"], pool: {total: 0}, weights: {critical: 1}, drainSeconds: -1, leaseSeconds: 1, revealsPerMinute: 255, health: {port: 99999}, more: 1}';
    expect(problemsOf(text).toSorted()).toEqual([
      'runner.allow[0]', 'runner.drainSeconds', 'runner.health.port', 'runner.leaseSeconds', 'runner.more', 'runner.pool.total', 'runner.releaseKeys[0]', 'runner.revealsPerMinute', 'runner.site', 'runner.weights.high', 'runner.weights.low', 'runner.weights.normal',
    ]);
  });
});
