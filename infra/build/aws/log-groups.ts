import type { JsonObject } from '#shared/core/kernel/json.ts';
import { AWS_DUTIES } from './duties.ts';

/** A log group for each function, for the gateway and for all state machines: encrypted, kept as long as the stage says, made before anything writes to it. */
export function logGroupsTemplate(): JsonObject {
  const ofFunctions = AWS_DUTIES.map(({ name }) => [`${name.charAt(0).toUpperCase()}${name.slice(1)}Logs`, logGroup(`/aws/lambda/\${self:custom.prefix}-${name}`)] as const);
  return { Resources: { ...Object.fromEntries(ofFunctions), ApiLogGroup: logGroup('/aws/apigateway/${self:custom.prefix}'), MachineLogs: logGroup('/aws/vendedlogs/states/${self:custom.prefix}') } };
}

function logGroup(name: string): JsonObject {
  return {
    Type: 'AWS::Logs::LogGroup',
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: { LogGroupName: name, RetentionInDays: '${param:logDays}', KmsKeyId: { 'Fn::GetAtt': ['LogsKey', 'Arn'] } },
  };
}
