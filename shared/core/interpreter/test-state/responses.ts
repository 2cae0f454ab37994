/** What one field of a response holds. */
export type ResponseField =
  | { readonly kind: 'any' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'number'; readonly min?: number; readonly max?: number }
  | { readonly kind: 'string'; readonly min?: number; readonly max?: number; readonly values?: readonly string[] }
  | { readonly kind: 'array'; readonly items: ResponseField }
  | { readonly kind: 'object'; readonly fields: { readonly [name: string]: ResponseField } };

type Fields = { readonly [name: string]: ResponseField };

const any: ResponseField = { kind: 'any' };
const text: ResponseField = { kind: 'string' };
const number: ResponseField = { kind: 'number' };
const flag: ResponseField = { kind: 'boolean' };
const object = (fields: Fields): ResponseField => ({ kind: 'object', fields });
const list = (items: ResponseField): ResponseField => ({ kind: 'array', items });
const oneOf = (...values: readonly string[]): ResponseField => ({ kind: 'string', values });
const sized = (min: number, max: number): ResponseField => ({ kind: 'string', min, max });
const between = (min: number, max: number): ResponseField => ({ kind: 'number', min, max });

const capacity = object({ CapacityUnits: number, ReadCapacityUnits: number, WriteCapacityUnits: number });
const consumed = object({
  TableName: text,
  CapacityUnits: number,
  ReadCapacityUnits: number,
  WriteCapacityUnits: number,
  Table: capacity,
  LocalSecondaryIndexes: any,
  GlobalSecondaryIndexes: any,
});
const attributes = object({});
const written: Fields = { Attributes: attributes, ConsumedCapacity: consumed, ItemCollectionMetrics: object({}) };
const found: Fields = { Items: list(attributes), Count: number, ScannedCount: number, LastEvaluatedKey: attributes, ConsumedCapacity: consumed };

const functionConfiguration: Fields = {
  FunctionName: text,
  FunctionArn: text,
  Runtime: text,
  Role: text,
  Handler: sized(0, 128),
  CodeSize: number,
  Description: sized(0, 256),
  Timeout: { kind: 'number', min: 1 },
  MemorySize: between(128, 10_240),
  LastModified: text,
  CodeSha256: text,
  Version: sized(1, 1024),
  RevisionId: text,
  PackageType: oneOf('Zip', 'Image'),
  State: oneOf('Pending', 'Active', 'Inactive', 'Failed', 'Deactivating', 'Deactivated', 'ActiveNonInvocable', 'Deleting'),
  StateReason: text,
  LastUpdateStatus: oneOf('Successful', 'Failed', 'InProgress'),
  Architectures: list(oneOf('x86_64', 'arm64')),
  EphemeralStorage: object({ Size: between(512, 10_240) }),
  TracingConfig: object({ Mode: oneOf('Active', 'PassThrough') }),
  Layers: list(object({ Arn: text, CodeSize: number })),
};

const encryptionAlgorithm = oneOf('SYMMETRIC_DEFAULT', 'RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256', 'SM2PKE');
const blob = sized(1, 6144);
const keyId = sized(1, 2048);
const serverSideEncryption = oneOf('AES256', 'aws:fsx', 'aws:kms', 'aws:kms:dsse');
const checksums: Fields = { ChecksumCRC32: text, ChecksumCRC32C: text, ChecksumSHA1: text, ChecksumSHA256: text, ChecksumCRC64NVME: text };

const startedExecution: Fields = { ExecutionArn: sized(1, 256), StartDate: any };
const executionStatus = oneOf('RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE');
const sentMessage: Fields = { MessageId: text, MD5OfMessageBody: text, MD5OfMessageAttributes: text, MD5OfMessageSystemAttributes: text, SequenceNumber: text };

/** Models of responses, by service and API, as the services publish them; optimised and SDK integrations of one API share a model. */
export const responses: { readonly [api: string]: Fields } = {
  'dynamodb:getItem': { Item: attributes, ConsumedCapacity: consumed },
  'dynamodb:putItem': written,
  'dynamodb:updateItem': written,
  'dynamodb:deleteItem': written,
  'dynamodb:query': found,
  'dynamodb:scan': found,
  'dynamodb:batchGetItem': { Responses: object({}), UnprocessedKeys: object({}), ConsumedCapacity: list(consumed) },
  'dynamodb:batchWriteItem': { UnprocessedItems: object({}), ItemCollectionMetrics: object({}), ConsumedCapacity: list(consumed) },
  'events:putEvents': { FailedEntryCount: number, Entries: list(object({ EventId: text, ErrorCode: text, ErrorMessage: text })) },
  'eventbridge:putEvents': { FailedEntryCount: number, Entries: list(object({ EventId: text, ErrorCode: text, ErrorMessage: text })) },
  'kms:encrypt': { CiphertextBlob: blob, KeyId: keyId, EncryptionAlgorithm: encryptionAlgorithm },
  'kms:decrypt': { Plaintext: sized(1, 4096), KeyId: keyId, EncryptionAlgorithm: encryptionAlgorithm },
  'kms:generateDataKey': { CiphertextBlob: blob, Plaintext: sized(1, 4096), KeyId: keyId },
  'kms:sign': { KeyId: keyId, Signature: blob, SigningAlgorithm: text },
  'kms:verify': { KeyId: keyId, SignatureValid: flag, SigningAlgorithm: text },
  'lambda:invoke': { StatusCode: number, FunctionError: text, LogResult: text, Payload: any, ExecutedVersion: sized(1, 1024) },
  'lambda:getFunction': {
    Configuration: object(functionConfiguration),
    Code: object({ RepositoryType: text, Location: text, ImageUri: text, ResolvedImageUri: text }),
    Tags: object({}),
    Concurrency: object({ ReservedConcurrentExecutions: { kind: 'number', min: 0 } }),
  },
  'lambda:getFunctionConfiguration': functionConfiguration,
  'lambda:createFunction': functionConfiguration,
  'lambda:listFunctions': { NextMarker: text, Functions: list(object(functionConfiguration)) },
  's3:getObject': {
    Body: any,
    AcceptRanges: text,
    CacheControl: text,
    ContentDisposition: text,
    ContentEncoding: text,
    ContentLanguage: text,
    ContentLength: number,
    ContentRange: text,
    ContentType: text,
    DeleteMarker: flag,
    ETag: text,
    LastModified: any,
    Metadata: object({}),
    MissingMeta: number,
    ObjectLockLegalHoldStatus: oneOf('ON', 'OFF'),
    ObjectLockMode: oneOf('GOVERNANCE', 'COMPLIANCE'),
    PartsCount: number,
    ReplicationStatus: oneOf('COMPLETE', 'PENDING', 'FAILED', 'REPLICA', 'COMPLETED'),
    RequestCharged: oneOf('requester'),
    ServerSideEncryption: serverSideEncryption,
    StorageClass: oneOf(
      'STANDARD',
      'REDUCED_REDUNDANCY',
      'STANDARD_IA',
      'ONEZONE_IA',
      'INTELLIGENT_TIERING',
      'GLACIER',
      'DEEP_ARCHIVE',
      'OUTPOSTS',
      'GLACIER_IR',
      'SNOW',
      'EXPRESS_ONEZONE',
      'FSX_OPENZFS',
    ),
    TagCount: number,
    VersionId: text,
    ...checksums,
  },
  's3:putObject': { ETag: text, Expiration: text, VersionId: text, BucketKeyEnabled: flag, Size: number, ServerSideEncryption: serverSideEncryption, RequestCharged: oneOf('requester'), ...checksums },
  's3:listObjectsV2': { IsTruncated: flag, Contents: list(object({ Key: text, ETag: text, Size: number })), Name: text, Prefix: text, MaxKeys: number, KeyCount: number, CommonPrefixes: list(object({ Prefix: text })) },
  's3:listBuckets': { Buckets: list(object({ Name: text, BucketRegion: text })), Owner: object({ DisplayName: text, ID: text }), Prefix: text, ContinuationToken: text },
  'secretsmanager:getSecretValue': { ARN: sized(20, 2048), Name: sized(1, 256), VersionId: sized(32, 64), SecretString: sized(1, 65_536), VersionStages: list(sized(1, 256)) },
  'sfn:startExecution': startedExecution,
  'sfn:startSyncExecution': { ...startedExecution, Status: oneOf('SUCCEEDED', 'FAILED', 'TIMED_OUT'), Error: sized(0, 256), Cause: sized(0, 32_768), Output: text },
  'sfn:describeExecution': { ...startedExecution, Status: executionStatus, Name: sized(1, 80), RedriveCount: { kind: 'number', min: 0 }, Error: sized(0, 256), Cause: sized(0, 32_768), Output: text },
  'sns:publish': { MessageId: text, SequenceNumber: text },
  'sqs:sendMessage': sentMessage,
  'sqs:receiveMessage': { Messages: list(object({ MessageId: text, ReceiptHandle: text, MD5OfBody: text, Body: text, Attributes: object({}), MessageAttributes: object({}) })) },
  'states:startExecution': startedExecution,
};
