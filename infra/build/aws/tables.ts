import { DYNAMO_TABLES, type TableDefinition } from '#shared/adapters/dynamodb/index.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';

const TABLES: readonly TableDefinition[] = DYNAMO_TABLES;

/** The tables of the adapter as CloudFormation (AWS::DynamoDB::Table): paid by use, encrypted with the stage's key, kept when the stack goes. */
export function tablesTemplate(): JsonObject {
  return { Resources: Object.fromEntries(TABLES.map((table) => [logicalIdOf(table.suffix), tableOf(table)])) };
}

/** `ExecutionsTable`. */
function logicalIdOf(suffix: string): string {
  return `${suffix.charAt(0).toUpperCase()}${suffix.slice(1)}Table`;
}

function tableOf({ suffix, keys, indexes, expiry }: TableDefinition): JsonObject {
  const attributes = [...new Set([...keys, ...indexes.flatMap((index) => index.keys)])];
  return {
    Type: 'AWS::DynamoDB::Table',
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: {
      TableName: `\${self:custom.prefix}-${suffix}`,
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: { 'Fn::GetAtt': ['DataKey', 'Arn'] } },
      AttributeDefinitions: attributes.map((name) => ({ AttributeName: name, AttributeType: 'S' })),
      KeySchema: keySchema(keys),
      ...(indexes.length === 0 ? {} : { GlobalSecondaryIndexes: indexes.map(({ name, keys: indexed, include }) => ({ IndexName: name, KeySchema: keySchema(indexed), Projection: projectionOf(include) })) }),
      ...(expiry === undefined ? {} : { TimeToLiveSpecification: { AttributeName: expiry, Enabled: true } }),
    },
  };
}

function keySchema(keys: readonly string[]): JsonObject[] {
  return keys.map((name, place) => ({ AttributeName: name, KeyType: place === 0 ? 'HASH' : 'RANGE' }));
}

function projectionOf(include: readonly string[]): JsonObject {
  return include.length === 0 ? { ProjectionType: 'KEYS_ONLY' } : { ProjectionType: 'INCLUDE', NonKeyAttributes: [...include] };
}
