import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';

const FOLDER = new URL('../../../../infra/onprem/', import.meta.url).pathname;
const CHART = join(FOLDER, 'helm', 'uwf-runner');
const TEMPLATES = readdirSync(join(CHART, 'templates')).map((name) => ({ name, text: readFileSync(join(CHART, 'templates', name), 'utf8') }));
const VALUES: JsonObject = parse(readFileSync(join(CHART, 'values.yaml'), 'utf8'));

/** What a site sets: everything that is empty by itself. */
const SITE = `
config: { tenant: bank }
handlersConfigMap: handlers
secretsSecret: secrets
keysSecret: keys
environmentSecret: environment
fileRoots: [{ name: incoming, claimName: incoming, readOnly: true }]
networkPolicy:
  monitoringNamespaceLabels: { team: monitoring }
  broker: { cidrs: [10.0.0.0/24], ports: [9093] }
  database: { cidrs: [10.0.1.5/32], ports: [5432] }
  targets: [{ name: aml, cidrs: [10.0.2.0/28], ports: [443] }]
`;

const HELM = process.env['HELM'] ?? ['/usr/local/bin/helm', '/usr/bin/helm'].find((path) => existsSync(path));
const SYSTEMD_ANALYZE = '/usr/bin/systemd-analyze';
const HAS_SYSTEMD_ANALYZE = spawnSync(SYSTEMD_ANALYZE, ['security', '--help']).status === 0;

function validate(values: JsonValue): readonly unknown[] {
  const { $schema: _dialect, ...schema }: JsonObject = JSON.parse(readFileSync(join(CHART, 'values.schema.json'), 'utf8'));
  return createSchemaValidator().validate({ schema, value: values });
}

function helm(...args: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'uwf-helm-'));
  try {
    const site = join(folder, 'site.yaml');
    writeFileSync(site, SITE);
    return execFileSync(HELM ?? 'helm', args.map((arg) => (arg === 'SITE' ? site : arg)), { encoding: 'utf8', env: { ...process.env, HOME: folder }, stdio: ['ignore', 'pipe', 'pipe'] });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The member that a path leads to, in what is parsed of YAML. */
function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, name) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, name) : undefined), value);
}

describe('the chart', () => {
  test('its values satisfy their schema, which refuses what it does not know', () => {
    expect(validate(VALUES)).toEqual([]);
    expect(validate({ ...VALUES, ...parse(SITE), networkPolicy: { ...(VALUES['networkPolicy'] as JsonObject), ...parse(SITE).networkPolicy } })).toEqual([]);
    expect(validate({ ...VALUES, replicas: 3 })).not.toEqual([]);
    expect(validate({ ...VALUES, networkPolicy: { ...(VALUES['networkPolicy'] as JsonObject), broker: { cidrs: ['0.0.0.0/0'], ports: [9093] } } })).not.toEqual([]);
    expect(validate({ ...VALUES, stopMarginSeconds: 1 })).not.toEqual([]);
  });

  test('its templates use only values that exist', () => {
    const used = TEMPLATES.flatMap(({ text }) => [...text.matchAll(/\.Values((?:\.[a-zA-Z]+)+)/gu)].map(([, path = '']) => path.slice(1)));
    expect(used.length).toBeGreaterThan(20);
    expect(used.filter((path) => at(VALUES, path) === undefined)).toEqual([]);
  });

  test('its templates close what they open', () => {
    for (const { name, text } of TEMPLATES) {
      const opened = [...text.matchAll(/\{\{-?\s*(?:if|with|range|define)\b/gu)].length;
      expect([name, [...text.matchAll(/\{\{-?\s*end\b/gu)].length]).toEqual([name, opened]);
    }
  });

  test('holds the runner: not root, nothing written but in its folders, no rights, nothing of the cluster', () => {
    const deployment = TEMPLATES.find(({ name }) => name === 'deployment.yaml')?.text ?? '';
    const confinement = TEMPLATES.find(({ name }) => name === '_helpers.tpl')?.text ?? '';
    for (const line of ['runAsNonRoot: true', 'type: RuntimeDefault', 'automountServiceAccountToken: false', 'enableServiceLinks: false', 'path: /readyz', 'path: /livez', 'preStop:', 'terminationGracePeriodSeconds:']) expect(deployment).toContain(line);
    for (const line of ['allowPrivilegeEscalation: false', 'readOnlyRootFilesystem: true', 'drop: [ALL]']) expect(confinement).toContain(line);
    expect([...deployment.matchAll(/uwf-runner\.confinement/gu)]).toHaveLength(2);
  });

  describe.skipIf(HELM === undefined)('as helm renders it (not run where there is no helm: set HELM to its path)', () => {
    test('has no findings', () => {
      expect(helm('lint', '--strict', CHART)).toContain('0 chart(s) failed');
    });

    test('is what a site asks for', () => {
      const documents = parseAllDocuments(helm('template', 'site', CHART, '--kube-version', '1.30.0', '-f', 'SITE')).map((document): unknown => document.toJS());
      const byKind = new Map(documents.filter(isJsonObject).map((one) => [String(one['kind']), one]));
      expect([...byKind.keys()].sort()).toEqual(['ConfigMap', 'Deployment', 'NetworkPolicy', 'PodDisruptionBudget', 'ServiceAccount']);
      const pod = at(byKind.get('Deployment'), 'spec.template.spec');
      expect(at(pod, 'terminationGracePeriodSeconds')).toBe(95);
      expect(at(pod, 'containers.0.securityContext')).toEqual({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, privileged: false, capabilities: { drop: ['ALL'] } });
      const policy = at(byKind.get('NetworkPolicy'), 'spec');
      expect(at(policy, 'policyTypes')).toEqual(['Ingress', 'Egress']);
      expect(at(policy, 'egress')).toHaveLength(4);
      expect(parse(String(at(byKind.get('ConfigMap'), 'data')).length > 0 ? String(Reflect.get(Object(at(byKind.get('ConfigMap'), 'data')), 'uwf.config.yaml')) : '')).toEqual({ tenant: 'bank' });
    });

    test('by itself reaches nothing but names', () => {
      const documents = parseAllDocuments(helm('template', 'site', CHART, '--kube-version', '1.30.0')).map((document): unknown => document.toJS());
      const policy = documents.filter(isJsonObject).find((one) => one['kind'] === 'NetworkPolicy');
      expect(at(policy, 'spec.ingress')).toEqual([]);
      expect(at(policy, 'spec.egress')).toHaveLength(1);
    });
  });
});

describe('the unit of systemd', () => {
  const text = readFileSync(join(FOLDER, 'systemd', 'uwf-runner.service'), 'utf8');
  const settings = text.split('\n').filter((line) => /^[A-Za-z]+=/u.test(line));
  const valueOf = (name: string): string | undefined => settings.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1);

  test('gives a stop more time than the drain takes', () => {
    expect(Number(valueOf('TimeoutStopSec'))).toBeGreaterThan(60 + 15);
    expect(valueOf('KillMode')).toBe('mixed');
    expect(valueOf('Restart')).toBe('always');
  });

  test('lets a handler that eats memory die alone, and leaves no core', () => {
    expect(valueOf('OOMPolicy')).toBe('continue');
    expect(valueOf('LimitCORE')).toBe('0');
  });

  test.each(['NoNewPrivileges=yes', 'ProtectSystem=strict', 'ProtectHome=yes', 'PrivateTmp=yes', 'PrivateDevices=yes', 'CapabilityBoundingSet=', 'IPAddressDeny=any', 'UMask=0077', 'User=uwf'])('has %s', (line) => {
    expect(settings).toContain(line);
  });

  test.skipIf(!HAS_SYSTEMD_ANALYZE)('is exposed little, as systemd itself judges', () => {
    const judged = spawnSync(SYSTEMD_ANALYZE, ['security', '--offline=true', '--threshold=20', join(FOLDER, 'systemd', 'uwf-runner.service')], { encoding: 'utf8' });
    expect(judged.stdout).toMatch(/Overall exposure level for uwf-runner\.service: 1\.\d/u);
    expect(judged.status).toBe(0);
  });
});

describe('the image', () => {
  const text = readFileSync(join(FOLDER, 'Dockerfile'), 'utf8');
  const [, build = '', last = ''] = text.split(/^FROM /mu);

  test('runs as nobody in particular, by the program itself, without a shell between', () => {
    expect(last).toMatch(/^USER 65532:65532$/mu);
    expect(last).toMatch(/^ENTRYPOINT \["node", /mu);
    expect(last).not.toMatch(/^RUN /mu);
  });

  test('takes no development packages and nothing by a name that moves', () => {
    expect(build).toContain('npm prune --omit=dev');
    expect(text).not.toMatch(/:latest/u);
  });

  test('has what the program reads beside itself', () => {
    for (const path of ['dist', 'package.json', 'node_modules', 'docs/schema', 'onprem-runner/isolation']) expect(build).toContain(path);
  });
});
