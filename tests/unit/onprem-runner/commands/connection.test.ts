import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTokenSource, requestToken } from '#onprem-runner/commands/access-token.ts';
import { readCommandEnvironment } from '#onprem-runner/commands/config.ts';
import { openConnection, type ConnectionOptions } from '#onprem-runner/commands/connection.ts';
import type { CommandContext } from '#onprem-runner/commands/context.ts';
import { parseProfile, profilePath, writeProfile, type Profile } from '#onprem-runner/commands/profile.ts';
import { createMemoryTerminal } from '#tests/support/memory-terminal.ts';

const issuer = { tokenEndpoint: 'http://127.0.0.1:1/token', clientId: 'c', clientSecret: 's' };
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'uwf-connection-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function contextOf(environment: Readonly<Record<string, string>> = {}): CommandContext {
  return { terminal: createMemoryTerminal(), environment: readCommandEnvironment(environment), folder, end: () => undefined };
}

function open(options: ConnectionOptions, environment: Readonly<Record<string, string>> = {}): ReturnType<typeof openConnection> {
  return openConnection(contextOf(environment), options);
}

describe('openConnection()', () => {
  test('takes the option before the environment, and the environment before the profile', async () => {
    writeProfile(profilePath(join(folder, '.uwf')), { api: 'http://127.0.0.1:7000', issuer });
    expect(open({ api: 'https://one.example/', token: 'a' }, { UWF_API: 'https://two.example', UWF_TOKEN: 'b' }).api).toBe('https://one.example');
    const fromEnvironment = open({}, { UWF_API: 'https://two.example', UWF_TOKEN: 'b' });
    expect([fromEnvironment.api, await fromEnvironment.token()]).toEqual(['https://two.example', 'b']);
    expect(open({}).api).toBe('http://127.0.0.1:7000');
  });

  test('finds the profile in the data directory that the project configures', () => {
    writeFileSync(join(folder, 'uwf.config.yaml'), 'dataDirectory: state\n');
    writeProfile(profilePath(join(folder, 'state')), { api: 'http://localhost:7001', issuer });
    expect(open({}).api).toBe('http://localhost:7001');
  });

  test.each<[string, ConnectionOptions, string]>([
    ['no API at all', {}, 'UWF-6003'],
    ['no token', { api: 'https://bank.example' }, 'UWF-6006'],
    ['a profile that is not there', { profile: 'gone.json' }, 'UWF-6001'],
    ['a token in the clear over the network', { api: 'http://bank.example', token: 't' }, 'UWF-6002'],
    ['an address that is not one', { api: 'bank', token: 't' }, 'UWF-6002'],
  ])('refuses %s', (_name, options, code) => {
    expect(() => open(options)).toThrow(expect.objectContaining({ code }));
  });
});

describe('profiles', () => {
  test('are written for their owner only, even over an open one', () => {
    const file = profilePath(folder);
    writeFileSync(file, '{}', { mode: 0o666 });
    writeProfile(file, { api: 'http://127.0.0.1:7000', issuer });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(parseProfile(file, readFileSync(file, 'utf8'))).toEqual({ api: 'http://127.0.0.1:7000', issuer });
  });

  test.each([
    'no json',
    '[]',
    '{}',
    '{"api":"https://attacker.example"}',
    '{"api":"http://127.0.0.1:1","issuer":{"tokenEndpoint":"https://attacker.example/token","clientId":"c","clientSecret":"s"}}',
    '{"api":"http://127.0.0.1:1","issuer":{"tokenEndpoint":"http://127.0.0.1:2/token","clientId":"c"}}',
  ])('cannot be %s', (text) => {
    expect(() => parseProfile('profile.json', text)).toThrow(expect.objectContaining({ code: 'UWF-6007' }));
  });

  test('may come without an issuer', () => {
    expect(parseProfile('p', '{"api":"http://[::1]:1"}')).toEqual({ api: 'http://[::1]:1' } satisfies Profile);
  });

  test('that are folders count as absent', () => {
    mkdirSync(profilePath(join(folder, '.uwf')), { recursive: true });
    expect(() => open({ token: 't' })).toThrow(expect.objectContaining({ code: 'UWF-6003' }));
  });
});

describe('tokens', () => {
  let server: Server | undefined;
  afterEach(() => void server?.close());

  async function startIssuer(answer: { readonly status: number; readonly body: object }): Promise<{ readonly tokenEndpoint: string; readonly requests: URLSearchParams[] }> {
    const requests: URLSearchParams[] = [];
    const started = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
      request.on('end', () => {
        requests.push(new URLSearchParams(body));
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
      });
    });
    server = started;
    await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
    const address = started.address();
    return { tokenEndpoint: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/token`, requests };
  }

  test('are asked for by client credentials and kept until shortly before they end', async () => {
    const { tokenEndpoint, requests } = await startIssuer({ status: 200, body: { access_token: 'jwt', expires_in: 600 } });
    const token = createTokenSource({ kind: 'issuer', issuer: { ...issuer, tokenEndpoint } });
    expect([await token(), await token()]).toEqual(['jwt', 'jwt']);
    expect(requests.map((request) => Object.fromEntries(request))).toEqual([{ grant_type: 'client_credentials', client_id: 'c', client_secret: 's' }]);
  });

  test('that are about to end are asked for again', async () => {
    const { tokenEndpoint, requests } = await startIssuer({ status: 200, body: { access_token: 'jwt', expires_in: 5 } });
    const token = createTokenSource({ kind: 'issuer', issuer: { ...issuer, tokenEndpoint } });
    await token();
    await token();
    expect(requests).toHaveLength(2);
  });

  test('can be limited to scopes', async () => {
    const { tokenEndpoint, requests } = await startIssuer({ status: 200, body: { access_token: 'jwt', expires_in: 600 } });
    await requestToken({ issuer: { ...issuer, tokenEndpoint }, scopes: ['workflows:read', 'workflows:run'] });
    expect(requests[0]?.get('scope')).toBe('workflows:read workflows:run');
  });

  test('that are refused are an error without the secret in it', async () => {
    const { tokenEndpoint } = await startIssuer({ status: 401, body: { error: 'invalid_client' } });
    const refused = requestToken({ issuer: { ...issuer, tokenEndpoint, clientSecret: 'hunter2' } });
    await expect(refused).rejects.toMatchObject({ code: 'UWF-6006', message: expect.not.stringContaining('hunter2') });
  });

  test('cannot be had from an issuer that is not there', async () => {
    await expect(requestToken({ issuer })).rejects.toMatchObject({ code: 'UWF-6004' });
  });
});
