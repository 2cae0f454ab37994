import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { KeyVaultOptions, Transport } from '#shared/adapters/azure-key-vault/index.ts';
import { createVaultKeys, refusal, type VaultAnswer } from './key-vault.ts';

type PipelineAnswer = Awaited<ReturnType<Transport['sendRequest']>>;

/** What the drivers are told is the address of the vault: they check that it belongs to who asks for a token. */
const ORIGIN = 'https://uwf-test.vault.azure.net';
const TOKEN = 'token-of-the-identity';
const CHALLENGE = 'Bearer authorization="https://login.microsoftonline.com/tenant", resource="https://vault.azure.net"';

/**
 * A vault of ours with the REST interface of Azure Key Vault: keys (create, read, list by pages, wrap, unwrap, sign, delete) and secrets (read), behind the
 * challenge that the service makes. No real vault was reached: what it does otherwise than its reference says, these tests do not know.
 */
export interface TestVault {
  /** How adapters come in. */
  readonly options: Pick<KeyVaultOptions, 'url' | 'identity' | 'transport'>;
  readonly keys: ReturnType<typeof createVaultKeys>;
  /** Secrets by their names in the vault. */
  readonly secrets: Map<string, { readonly value: string; readonly contentType?: string }>;
  /** Answers all requests by a status, as a vault that is away or refuses. */
  setAway(status: number | undefined): void;
  /** Moves the clock of the vault. */
  passTime(milliseconds: number): void;
  close(): Promise<void>;
}

/** Starts one on a free port; the drivers reach it through a transport that takes the host for this machine. */
export async function startTestVault(): Promise<TestVault> {
  let ahead = 0;
  const keys = createVaultKeys(ORIGIN, () => Date.now() + ahead);
  const secrets: TestVault['secrets'] = new Map();
  let away: number | undefined;
  const server = createServer((request, response) => {
    const send = async (): Promise<void> => sendAnswer(response, away === undefined ? await answer({ keys, secrets }, request) : refusal(away, 'Away'));
    send().catch(() => response.destroy());
  });
  const port = await listen(server);
  return {
    options: { url: ORIGIN, identity: { getToken: async () => ({ token: TOKEN, expiresOnTimestamp: Date.now() + 3_600_000 }) }, transport: transportTo(port) },
    keys,
    secrets,
    setAway: (status) => {
      away = status;
    },
    passTime: (milliseconds) => {
      ahead += milliseconds;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function answer({ keys, secrets }: Pick<TestVault, 'keys' | 'secrets'>, request: IncomingMessage): Promise<VaultAnswer> {
  const body = await text(request);
  if (request.headers.authorization !== `Bearer ${TOKEN}`) return refusal(401, 'Unauthorized');
  const url = new URL(request.url ?? '', ORIGIN);
  const [kind, name = '', third = '', operation = ''] = url.pathname.slice(1).split('/');
  const skip = Number(url.searchParams.get('$skiptoken') ?? 0);
  if (kind === 'secrets') return secretAnswer(secrets, name);
  if (kind !== 'keys') return refusal(404, 'NotFound');
  if (name === '') return keys.list(skip);
  const sent: Readonly<Record<string, unknown>> = body === '' ? {} : JSON.parse(body);
  if (request.method === 'POST' && third === 'create') return keys.create(name, sent);
  if (request.method === 'DELETE') return keys.remove(name);
  if (third === 'versions') return keys.versions(name, skip);
  const found = keys.find(name, third);
  if (found === undefined) return refusal(404, 'KeyNotFound');
  return request.method === 'POST' ? keys.operate(found, operation, sent) : { status: 200, body: keys.bundle(found) };
}

function secretAnswer(secrets: TestVault['secrets'], name: string): VaultAnswer {
  // The vault takes the case of letters for nothing.
  const found = secrets.get(name.toLowerCase());
  if (found === undefined) return refusal(404, 'SecretNotFound');
  return { status: 200, body: { ...found, id: `${ORIGIN}/secrets/${name}/1`, attributes: { enabled: true, created: 1, updated: 1 } } };
}

function sendAnswer(response: ServerResponse, { status, body }: VaultAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...(status === 401 ? { 'www-authenticate': CHALLENGE } : {}) }).end(JSON.stringify(body));
}

/** Sends what the driver would send by HTTPS to a server of this machine. */
function transportTo(port: number): Transport {
  return {
    sendRequest: async (request) => {
      const { pathname, search } = new URL(request.url);
      const body = request.body;
      const response = await fetch(`http://127.0.0.1:${String(port)}${pathname}${search}`, {
        method: request.method,
        headers: Object.entries(request.headers.toJSON()),
        ...(typeof body === 'string' && body !== '' ? { body } : {}),
      });
      return { request, status: response.status, headers: toHeaders(response.headers), bodyAsText: await response.text() };
    },
  };
}

/** As the drivers read them. */
function toHeaders(headers: Headers): PipelineAnswer['headers'] {
  return {
    get: (name) => headers.get(name) ?? undefined,
    has: (name) => headers.has(name),
    set: (name, value) => headers.set(name, String(value)),
    delete: (name) => headers.delete(name),
    toJSON: () => Object.fromEntries(headers),
    [Symbol.iterator]: () => headers[Symbol.iterator](),
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}
