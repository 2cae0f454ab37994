import { UwfError } from '#shared/core/kernel/uwf-error.ts';

/** Which bucket, and how it is reached. */
export interface S3Options {
  /** Made by the deployment, with its encryption, its retention and nobody else's access. */
  readonly bucket: string;
  readonly region: string;
  /** Elsewhere than at the region's usual address: another object store, a private endpoint. Its buckets are then parts of the path. */
  readonly endpoint?: string;
  /** As the process has them from its role, unless given. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Key of KMS that blobs are encrypted by (SSE-KMS); absent: as the bucket says. */
  readonly encryptionKeyId?: string;
  /** Bytes of one blob at most. */
  readonly bytesMax?: number;
}

/** Of the service: 3 to 63 characters. */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/u;

/** Errors: `UWF-5005`. */
export function checkOptions({ bucket, region, bytesMax = 1 }: S3Options): void {
  if (!BUCKET.test(bucket)) throw new UwfError('UWF-5005', 'bucket: lower-case letters, digits, . and -, 3 to 63 characters');
  if (region === '') throw new UwfError('UWF-5005', 'region: the name of a region');
  if (!Number.isSafeInteger(bytesMax) || bytesMax < 1) throw new UwfError('UWF-5005', 'bytesMax: a whole number from 1');
}
