import { describe, expect, test } from 'vitest';
import { pickEnvironment } from '#onprem-runner/isolation/environment.ts';
import { parseFromHandler } from '#onprem-runner/isolation/messages.ts';

describe('parseFromHandler()', () => {
  test.each([
    { kind: 'ready', handlers: [{ members: { name: 'x' }, hasFunction: true }, { members: null, hasFunction: false }] },
    { kind: 'broken', message: 'why' },
    { kind: 'heartbeat', call: 1, percent: 40 },
    { kind: 'store', call: 1, request: 2, method: 'get', arguments: { collection: 'c', key: 'k' } },
    { kind: 'end', call: 1, residentBytes: 5, end: { outcome: 'succeeded', output: null } },
    { kind: 'end', call: 1, residentBytes: 5, end: { outcome: 'failed', code: 'NO' } },
    { kind: 'end', call: 1, residentBytes: 5, end: { outcome: 'thrown' } },
  ])('takes %j', (message) => {
    expect(parseFromHandler(message)).toEqual(message);
  });

  test.each([
    null,
    { kind: 'ready' },
    { kind: 'ready', handlers: 'all' },
    'ready',
    [],
    { kind: 'load', module: '/etc/passwd' },
    { kind: 'heartbeat', call: 1, percent: 'half' },
    { kind: 'heartbeat', percent: 4 },
    { kind: 'store', call: 1, request: 1, method: 'constructor', arguments: {} },
    { kind: 'store', call: 1, request: -1, method: 'get', arguments: {} },
    { kind: 'end', call: 1, residentBytes: 1, end: { outcome: 'succeeded' } },
    { kind: 'end', call: 1, residentBytes: 1, end: { outcome: 'failed' } },
    { kind: 'end', call: 1.5, residentBytes: 1, end: { outcome: 'thrown' } },
    { kind: 'end', call: 1, residentBytes: 1, end: { outcome: 'other' } },
  ])('refuses %j', (message) => {
    expect(parseFromHandler(message)).toBeUndefined();
  });

  test('takes along nothing but what it knows', () => {
    expect(parseFromHandler({ kind: 'heartbeat', call: 1, percent: 1, more: 'x' })).toEqual({ kind: 'heartbeat', call: 1, percent: 1 });
  });
});

describe('pickEnvironment()', () => {
  test('gives what is on the list and is set, and nothing that steers programs or configures the runner', () => {
    const environment = { TZ: 'UTC', NODE_EXTRA_CA_CERTS: '/ca.pem', NODE_OPTIONS: '--inspect', LD_PRELOAD: 'x.so', UWF_TOKEN: 'secret', PGPASSWORD: 'secret', PATH: '/bin', OWN: 'x' };
    expect(pickEnvironment(environment)).toEqual({ TZ: 'UTC', NODE_EXTRA_CA_CERTS: '/ca.pem' });
    expect(pickEnvironment(environment, Object.keys(environment))).toEqual({ TZ: 'UTC', NODE_EXTRA_CA_CERTS: '/ca.pem', OWN: 'x' });
    expect(pickEnvironment({}, ['toString'])).toEqual({});
  });
});
