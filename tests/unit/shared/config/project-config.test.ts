import { describe, expect, test } from 'vitest';
import { defaultProjectConfig, findTarget, parseProjectConfig, type ProjectConfig } from '#shared/config/project-config.ts';

function problemsOf(text: string): readonly { setting: string; expected: string }[] {
  const parsed = parseProjectConfig(text);
  return parsed.ok ? [] : parsed.error;
}

function configOf(text: string): ProjectConfig {
  const parsed = parseProjectConfig(text);
  expect(parsed).toMatchObject({ ok: true });
  return parsed.ok ? parsed.value : defaultProjectConfig();
}

describe('parseProjectConfig()', () => {
  test('reads every key', () => {
    const config = configOf(`
environment: prod
tenant: retail
dataDirectory: /var/lib/uwf
targets:
  - {name: aws, runtime: step-functions, zone: public-cloud}
  - {name: inside, runtime: engine, zone: on-prem, capabilities: ["uwf:run-container", "uwf:grpc"]}
defaultTarget: inside
handlers: [a/handlers]
catalogue: [b.json]
egress: {hosts: ["rates.example", "localhost:8080"]}
secrets: {directory: secrets}
processes: {scripts: [js, python], python: /opt/python3.13, shell: {commands: [jq, /usr/bin/awk]}, containers: {images: ["alpine:3"]}}
schedules: {timeZone: Asia/Almaty, catchUpRunsMax: 0, catchUpWindow: P1DT2H3M4S}
anonymity: {k: 12, suppressionPercent: 3}
door: {backlogMax: 500}
`);
    expect(config).toEqual({
      environment: 'prod',
      tenant: 'retail',
      dataDirectory: '/var/lib/uwf',
      targets: [
        { name: 'aws', runtime: 'step-functions', zone: 'public-cloud' },
        { name: 'inside', runtime: 'engine', zone: 'on-prem', capabilities: ['uwf:run-container', 'uwf:grpc'] },
      ],
      defaultTarget: 'inside',
      handlers: ['a/handlers'],
      catalogue: ['b.json'],
      egress: { hosts: ['rates.example', 'localhost:8080'] },
      secrets: { directory: 'secrets' },
      processes: { scripts: ['js', 'python'], python: '/opt/python3.13', shell: { commands: ['jq', '/usr/bin/awk'] }, containers: { engine: 'docker', images: ['alpine:3'] } },
      schedules: { timeZone: 'Asia/Almaty', catchUpRunsMax: 0, catchUpWindowMs: 93_784_000 },
      anonymity: { k: 12, suppressionPercent: 3 },
      door: { backlogMax: 500 },
    });
  });

  test('takes the defaults for what is absent, even for an empty file', () => {
    expect(configOf('')).toEqual(defaultProjectConfig());
    expect(configOf('tenant: other')).toEqual({ ...defaultProjectConfig(), tenant: 'other' });
  });

  test('allows no process and knows no secret unless it is told to', () => {
    expect(configOf('')).toMatchObject({ processes: { scripts: [], shell: { commands: [] } } });
    expect(configOf('')).not.toHaveProperty('secrets');
    expect(configOf('processes: {scripts: [js]}').processes).toEqual({ scripts: ['js'], shell: { commands: [] } });
  });

  test.each([['PT90M', 5_400_000], ['P2D', 172_800_000], ['PT1S', 1_000]])('takes the catch-up window %s', (catchUpWindow, catchUpWindowMs) => {
    expect(configOf(`schedules: {catchUpWindow: ${catchUpWindow}}`).schedules).toEqual({ catchUpWindowMs });
  });

  test.each([
    ['timeZone: Moon/Base', 'schedules.timeZone'],
    ['timeZone: 7', 'schedules.timeZone'],
    ['catchUpRunsMax: 2', 'schedules.catchUpRunsMax'],
    ['catchUpRunsMax: "1"', 'schedules.catchUpRunsMax'],
    ['catchUpWindow: P1M', 'schedules.catchUpWindow'],
    ['catchUpWindow: P', 'schedules.catchUpWindow'],
    ['catchUpWindow: P1DT', 'schedules.catchUpWindow'],
    ['catchup: 1', 'schedules.catchup'],
  ])('refuses schedules with %s', (text, setting) => {
    expect(problemsOf(`schedules: { ${text} }`)).toMatchObject([{ setting }]);
  });

  test('asks of anonymised exports what the project says, or what is usual', () => {
    expect(configOf('').anonymity).toEqual({ k: 5, suppressionPercent: 10 });
    expect(configOf('anonymity: {k: 20}').anonymity).toEqual({ k: 20, suppressionPercent: 10 });
    expect(configOf('anonymity: {suppressionPercent: 0}').anonymity).toEqual({ k: 5, suppressionPercent: 0 });
  });

  test.each([['k: 1', 'anonymity.k'], ['k: 2.5', 'anonymity.k'], ['k: "9"', 'anonymity.k'], ['suppressionPercent: 100', 'anonymity.suppressionPercent'], ['l: 2', 'anonymity.l']])('refuses anonymity with %s', (text, setting) => {
    expect(problemsOf(`anonymity: { ${text} }`)).toMatchObject([{ setting }]);
  });

  test('makes the first target the default one', () => {
    expect(configOf('targets: [{name: here, zone: on-prem}]').defaultTarget).toBe('here');
  });

  test('reports all problems at once and refuses unknown keys', () => {
    const problems = problemsOf(`
tenat: bank
environment: Prod Env
targets:
  - {name: a, zone: moon, region: eu}
  - {zone: on-prem}
handlers: here
catalogue: [1]
egress: {hosts: ["http://x"], ports: [1]}
`);
    expect(problems.map((problem) => problem.setting)).toEqual([
      'targets[0].zone',
      'targets[0].region',
      'targets[1].name',
      'environment',
      'handlers',
      'catalogue[0]',
      'egress.hosts[0]',
      'egress.ports',
      'tenat',
    ]);
  });

  test.each([
    ['targets: []', 'targets'],
    ['targets: [{name: a, zone: on-prem, capabilities: [docker]}]', 'targets[0].capabilities[0]'],
    ['targets: [{name: a, runtime: step-functions, zone: public-cloud, express: true}]', 'targets[0].express'],
    ['secrets: {}', 'secrets.directory'],
    ['secrets: {directory: a, vault: b}', 'secrets.vault'],
    ['processes: {scripts: [ruby]}', 'processes.scripts[0]'],
    ['processes: {shell: {commands: ["./x"]}}', 'processes.shell.commands[0]'],
    ['processes: {shell: {commands: ["rm -rf"]}}', 'processes.shell.commands[0]'],
    ['processes: {shell: true}', 'processes.shell'],
    ['processes: {containers: {images: ["--privileged"]}}', 'processes.containers.images[0]'],
    ['targets: [{name: a, zone: on-prem}, {name: a, zone: on-prem}]', 'targets'],
    ['defaultTarget: nowhere', 'defaultTarget'],
    ['- a list', 'the file'],
    ['tenant: a\ntenant: b', 'line 2, column 1'],
    ['tenant: [', 'line 1, column 10'],
  ])('refuses %j', (text, setting) => {
    expect(problemsOf(text).map((problem) => problem.setting)).toContain(setting);
  });

  test('is not slowed down by aliases that expand without end', () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x,x]', ...'bcdefgh'.split('').map((name, index) => `${name}: &${name} [${Array(10).fill(`*${'abcdefg'[index] ?? ''}`).join(',')}]`)].join('\n');
    expect(problemsOf(bomb).length).toBeGreaterThan(0);
  });
});

describe('findTarget()', () => {
  const config = configOf('targets: [{name: aws, runtime: step-functions, zone: public-cloud}]');

  test('finds a listed target by its name, and the default one without a name', () => {
    expect(findTarget(config, 'aws')).toEqual({ name: 'aws', runtime: 'step-functions', zone: 'public-cloud' });
    expect(findTarget(config)).toEqual(findTarget(config, 'aws'));
  });

  test('takes the name of a zone for the engine in that zone', () => {
    expect(findTarget(config, 'on-prem')).toEqual({ name: 'on-prem', runtime: 'engine', zone: 'on-prem' });
  });

  test('prefers a listed target that is named like a zone', () => {
    const own = configOf('targets: [{name: public-cloud, runtime: step-functions, zone: public-cloud}]');
    expect(findTarget(own, 'public-cloud')?.runtime).toBe('step-functions');
  });

  test('knows no other name', () => {
    expect(findTarget(config, 'moon')).toBeUndefined();
  });
});
