import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEgressPolicy } from '#shared/adapters/http-task/index.ts';
import { createResourceFetcher } from '#shared/adapters/resource-fetch/index.ts';

let server: Server;
let origin: string;
let asked: string[];
let folder: string;

const ANSWERS: { readonly [path: string]: (response: ServerResponse) => unknown } = {
  '/api.yaml': (response) => response.end('\ufeffopenapi: 3.1.0 # é'),
  '/moved': (response) => response.writeHead(302, { location: '/api.yaml' }).end(),
  '/away': (response) => response.writeHead(301, { location: 'http://localhost:1/' }).end(),
  '/to-file': (response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  '/round': (response) => response.writeHead(307, { location: '/round' }).end(),
  '/nowhere': (response) => response.writeHead(302, { location: 'http://[' }).end(),
  '/broken': (response) => response.writeHead(503).end('x'),
  '/large': (response) => response.end('x'.repeat(1_001)),
  '/fits': (response) => response.end('x'.repeat(1_000)),
  '/bytes': (response) => response.end(Buffer.from([0xff])),
  '/slow': () => undefined,
};

beforeAll(async () => {
  asked = [];
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const answer = ANSWERS[request.url ?? ''];
    if (answer === undefined) response.writeHead(404).end('no');
    else answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = mkdtempSync(join(tmpdir(), 'uwf-resources-'));
  mkdirSync(join(folder, 'docs', 'inner'), { recursive: true });
  writeFileSync(join(folder, 'docs', 'inner', 'a b.json'), '{"a":1}');
  writeFileSync(join(folder, 'docs', 'large.json'), 'x'.repeat(1_001));
  writeFileSync(join(folder, 'outside.json'), 'canary');
  symlinkSync(join(folder, 'outside.json'), join(folder, 'docs', 'link.json'));
  symlinkSync(join(folder, 'docs', 'inner'), join(folder, 'docs', 'alias'));
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const fetcher = (withFiles = true) =>
  createResourceFetcher({ isAllowed: createEgressPolicy([new URL(origin).host]), limits: { bytesMax: 1_000, timeoutMs: 500 }, ...(withFiles ? { folder: join(folder, 'docs') } : {}) });

describe('documents of hosts', () => {
  test.each(['/api.yaml', '/moved'])('%s is read as text, without a byte order mark', async (path) => {
    expect(await fetcher().fetch({ uri: `${origin}${path}` })).toEqual({ ok: true, value: 'openapi: 3.1.0 # é' });
  });

  test.each([
    ['/gone', 'missing'],
    ['/broken', 'unreachable'],
    ['/round', 'unreachable'],
    ['/nowhere', 'unreachable'],
    ['/slow', 'unreachable'],
    ['/away', 'refused'],
    ['/to-file', 'refused'],
    ['/large', 'too-large'],
    ['/bytes', 'not-text'],
  ])('%s cannot be had: %s', async (path, problem) => {
    expect(await fetcher().fetch({ uri: `${origin}${path}` })).toEqual({ ok: false, error: problem });
  });

  test('may be as large as the limit', async () => {
    expect(await fetcher().fetch({ uri: `${origin}/fits` })).toMatchObject({ ok: true });
  });

  test.each(['http://localhost:1/', 'https://example.com/', 'ftp://127.0.0.1/', 'data:text/plain,x', 'http://user:pw@127.0.0.1/'])('of %s are not asked for when the host is not listed', async (uri) => {
    const before = asked.length;
    expect(await fetcher().fetch({ uri })).toEqual({ ok: false, error: 'refused' });
    expect(asked.length).toBe(before);
  });

  test('that cannot be reached are told as such', async () => {
    const dead = createResourceFetcher({ isAllowed: () => true });
    expect(await dead.fetch({ uri: 'http://127.0.0.1:1/' })).toEqual({ ok: false, error: 'unreachable' });
  });
});

describe('documents in files', () => {
  test.each(['inner/a%20b.json', './inner/a b.json#/part', 'inner/a b.json?x=1', 'alias/a b.json'])('%s is read beneath the folder', async (uri) => {
    expect(await fetcher().fetch({ uri })).toEqual({ ok: true, value: '{"a":1}' });
  });

  test('by an address of their own, too', async () => {
    expect(await fetcher().fetch({ uri: pathToFileURL(join(folder, 'docs', 'inner', 'a b.json')).href })).toMatchObject({ ok: true });
  });

  test.each(['../outside.json', '%2e%2e/outside.json', '/etc/passwd', 'file:///etc/passwd', 'link.json', '', '.', 'inner/../../outside.json', 'a%00b', 'file://host/share'])('%j leads out of the folder and is refused', async (uri) => {
    expect(await fetcher().fetch({ uri })).toEqual({ ok: false, error: expect.stringMatching(/^(?:refused|missing)$/) });
  });

  test.each([['gone.json', 'missing'], ['inner', 'missing'], ['large.json', 'too-large']])('%s cannot be had: %s', async (uri, problem) => {
    expect(await fetcher().fetch({ uri })).toEqual({ ok: false, error: problem });
  });

  test('are none where there is no folder', async () => {
    expect(await fetcher(false).fetch({ uri: 'inner/a b.json' })).toEqual({ ok: false, error: 'refused' });
    expect(await fetcher(false).fetch({ uri: pathToFileURL(folder).href })).toEqual({ ok: false, error: 'refused' });
  });
});
