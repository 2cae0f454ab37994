import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { S3Options } from '#shared/adapters/s3/index.ts';
import { launchService } from '../launch-service.ts';
import type { Found } from '../localstack-install.ts';
import { findObjectStorage } from './install.ts';

/** An S3 server of one process. */
export interface ObjectStorage {
  /** Makes a bucket, and tells how to come in. */
  addBucket(): Promise<Pick<S3Options, 'bucket' | 'region' | 'endpoint' | 'credentials'>>;
  close(): Promise<void>;
}

const REGION = 'us-east-1';
const CREDENTIALS = { accessKeyId: 'uwf-test', secretAccessKey: 'uwf-test-secret' };

/** Starts one; where there can be none, says why. */
export async function startObjectStorage(): Promise<Found<ObjectStorage>> {
  const found = await findObjectStorage();
  if (!found.ok) return found;
  const launched = await launchService({
    name: 'versitygw',
    program: found.value,
    args: ({ port, folder }) => ['--port', `127.0.0.1:${String(port)}`, '--quiet', 'posix', makeFolder(folder)],
    env: { ROOT_ACCESS_KEY: CREDENTIALS.accessKeyId, ROOT_SECRET_KEY: CREDENTIALS.secretAccessKey },
  });
  if (!launched.ok) return launched;
  const { port, close } = launched.value;
  const place = { region: REGION, endpoint: `http://127.0.0.1:${String(port)}`, credentials: CREDENTIALS };
  const client = new S3Client({ ...place, forcePathStyle: true });
  return {
    ok: true,
    value: {
      addBucket: async () => {
        const bucket = `uwf-test-${randomUUID()}`;
        await client.send(new CreateBucketCommand({ Bucket: bucket }));
        return { ...place, bucket };
      },
      close: async () => {
        client.destroy();
        await close();
      },
    },
  };
}

function makeFolder(folder: string): string {
  const data = join(folder, 'data');
  mkdirSync(data);
  return data;
}
