import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { createAzureBlobStore, type AzureBlobOptions } from '#shared/adapters/azure-blob/index.ts';

const PLACE = { url: 'http://127.0.0.1:9/uwf', container: 'blobs', credential: { accountName: 'uwf', accountKey: 'a2V5' } };
let server: Server | undefined;
afterEach(() => server?.close());

/** A store at a server that answers as it is told. */
async function openAt(answer: RequestListener, more: Partial<AzureBlobOptions> = {}) {
  const listening = createServer((request, response) => request.resume().once('end', () => answer(request, response)));
  server = listening;
  const port = await new Promise<number>((resolve) => {
    listening.listen(0, '127.0.0.1', () => {
      const address = listening.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  return createAzureBlobStore({ ...PLACE, url: `http://127.0.0.1:${String(port)}/uwf`, ...more });
}

const failing = (status: number, code: string): RequestListener => (_request, response) => response.writeHead(status, { 'x-ms-error-code': code, 'content-type': 'application/xml' }).end(`<Error><Code>${code}</Code><Message>quotes hunter2</Message></Error>`);
const BLOB = { name: 'a/b', content: new Uint8Array([1]), mediaType: 'text/plain' };

describe('blobs in a container', () => {
  test.each([
    [404, 'ContainerNotFound', 'UWF-5004'],
    [403, 'AuthorizationFailure', 'UWF-5001'],
  ])('that answers %i %s fail by code, without its words', async (status, code, expected) => {
    const blobs = await openAt(failing(status, code));
    for (const call of [() => blobs.put(BLOB), () => blobs.get({ name: 'a' }), () => blobs.delete({ name: 'a' })]) {
      const error: unknown = await call().catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: expected, details: { reason: code } });
      expect(JSON.stringify([error, String(error)])).not.toContain('hunter2');
    }
  });

  test('ask for an encryption scope where one is named, and for the condition always', async () => {
    const headers: unknown[] = [];
    const blobs = await openAt((request, response) => {
      headers.push(request.headers);
      response.writeHead(201, { etag: '"t"' }).end();
    }, { encryptionScope: 'bank' });
    expect(await blobs.put(BLOB)).toEqual({ kind: 'put', tag: '"t"' });
    await blobs.put({ ...BLOB, replaces: '"s"' });
    const encrypted = { 'x-ms-encryption-scope': 'bank', 'x-ms-blob-content-type': 'text/plain' };
    expect(headers).toMatchObject([{ ...encrypted, 'if-none-match': '*' }, { ...encrypted, 'if-match': '"s"' }]);
  });

  test('that are larger than this system writes are not read', async () => {
    const blobs = await openAt((_request, response) => response.writeHead(200, { etag: '"t"', 'content-length': '11' }).end('x'.repeat(11)), { bytesMax: 10 });
    await expect(blobs.get({ name: 'a' })).rejects.toMatchObject({ code: 'UWF-5000' });
  });

  test('have options that are told wrong before anything is asked', () => {
    const identity = { getToken: async () => null };
    for (const bad of [{ container: 'A' }, { container: 'a--b' }, { container: 'ab' }, { container: 'abc-' }, { url: 'nowhere' }, { bytesMax: 0 }, { credential: identity }]) {
      expect(() => createAzureBlobStore({ ...PLACE, ...bad })).toThrow(expect.objectContaining({ code: 'UWF-5005' }));
    }
    expect(() => createAzureBlobStore({ ...PLACE, url: 'https://uwf.blob.core.windows.net', credential: identity })).not.toThrow();
  });
});
