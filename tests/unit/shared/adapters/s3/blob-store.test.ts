import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { createS3BlobStore, type S3BlobStore, type S3Options } from '#shared/adapters/s3/index.ts';

const PLACE = { bucket: 'uwf-test', region: 'r', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };
let server: Server | undefined;
let store: S3BlobStore | undefined;
afterEach(() => {
  store?.close();
  server?.close();
});

/** A store at a server that answers as it is told. */
async function openAt(answer: RequestListener, more: Partial<S3Options> = {}): Promise<S3BlobStore> {
  const listening = createServer((request, response) => request.resume().once('end', () => answer(request, response)));
  server = listening;
  const port = await new Promise<number>((resolve) => {
    listening.listen(0, '127.0.0.1', () => {
      const address = listening.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  store = createS3BlobStore({ ...PLACE, endpoint: `http://127.0.0.1:${String(port)}`, ...more });
  return store;
}

const failing = (status: number, code: string): RequestListener => (_request, response) => response.writeHead(status, { 'content-type': 'application/xml' }).end(`<Error><Code>${code}</Code><Message>quotes hunter2</Message></Error>`);
const BLOB = { name: 'a/b', content: new Uint8Array([1]), mediaType: 'text/plain' };

describe('blobs in a bucket', () => {
  test.each([
    [404, 'NoSuchBucket', 'UWF-5004'],
    [403, 'AccessDenied', 'UWF-5001'],
  ])('that answers %i %s fail by code, without its words', async (status, code, expected) => {
    const blobs = await openAt(failing(status, code));
    for (const call of [() => blobs.put(BLOB), () => blobs.get({ name: 'a' }), () => blobs.delete({ name: 'a' })]) {
      const error: unknown = await call().catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: expected, details: { reason: code } });
      expect(JSON.stringify([error, String(error)])).not.toContain('hunter2');
    }
  });

  test('are written again while the service cannot say which write was first', async () => {
    let answered = 0;
    const blobs = await openAt((request, response) => ((answered += 1) < 3 ? failing(409, 'ConditionalRequestConflict')(request, response) : response.writeHead(200, { etag: '"t"' }).end()));
    expect(await blobs.put(BLOB)).toEqual({ kind: 'put', tag: '"t"' });
    expect(answered).toBe(3);
  });

  test('ask for encryption by a key where one is named, and for the condition always', async () => {
    const headers: unknown[] = [];
    const blobs = await openAt((request, response) => {
      headers.push(request.headers);
      response.writeHead(200, { etag: '"t"' }).end();
    }, { encryptionKeyId: 'key-1' });
    await blobs.put(BLOB);
    await blobs.put({ ...BLOB, replaces: '"s"' });
    const encrypted = { 'x-amz-server-side-encryption': 'aws:kms', 'x-amz-server-side-encryption-aws-kms-key-id': 'key-1', 'content-type': 'text/plain' };
    expect(headers).toMatchObject([{ ...encrypted, 'if-none-match': '*' }, { ...encrypted, 'if-match': '"s"' }]);
  });

  test('that are larger than this system writes are not read', async () => {
    const blobs = await openAt((_request, response) => response.writeHead(200, { etag: '"t"', 'content-length': '11' }).end('x'.repeat(11)), { bytesMax: 10 });
    await expect(blobs.get({ name: 'a' })).rejects.toMatchObject({ code: 'UWF-5000' });
  });

  test('have options that are told wrong before anything is asked', () => {
    for (const bad of [{ bucket: 'A' }, { bucket: 'x' }, { region: '' }, { bytesMax: 0 }, { bytesMax: 1.5 }]) expect(() => createS3BlobStore({ ...PLACE, ...bad })).toThrow(expect.objectContaining({ code: 'UWF-5005' }));
  });

  test('of a service that cannot be reached can be asked for again', async () => {
    store = createS3BlobStore({ ...PLACE, endpoint: 'http://127.0.0.1:9' });
    await expect(store.get({ name: 'a' })).rejects.toMatchObject({ code: 'UWF-5001' });
  });
});
