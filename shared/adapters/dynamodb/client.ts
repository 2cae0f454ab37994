// Imported by name and not as a whole: what a function of the cloud does not use stays out of its bundle.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoOptions } from './config.ts';
import { ATTEMPTS_MAX, CONNECT_TIMEOUT_MS, REQUEST_TIMEOUT_MS } from './limits.ts';

/** The driver as all stores use it. It connects with the first request. */
export function createClient({ region, endpoint, credentials }: DynamoOptions): DynamoDBClient {
  return new DynamoDBClient({
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
    maxAttempts: ATTEMPTS_MAX,
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS, throwOnRequestTimeout: true },
  });
}
