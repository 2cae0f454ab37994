import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import type { HttpDuty } from '../aws/duties.ts';
import type { Operation } from '../operations/operation.ts';

/**
 * The gateway of AWS: an HTTP API whose routes are those of the operations, each to the function of its duty. Tokens are checked at the gateway (RSA only:
 * its authorisers know no other signatures) and again by the function. What no operation matches goes to the registry without a token, so that unknown paths,
 * wrong methods and the page of the docs answer as they do everywhere. CloudFormation: AWS::ApiGatewayV2, with the variables of `serverless.yml`.
 */
export function createGatewayTemplate(operations: readonly Operation[], duties: ReadonlyMap<string, HttpDuty>): JsonObject {
  const routes = operations.flatMap((operation) => routesOf(operation, duties.get(operation.id) ?? 'registry'));
  return { Resources: { ...FIXED_RESOURCES, ...Object.fromEntries(routes), RouteRest: routeTo('registry', '$default', { AuthorizationType: 'NONE' }) } };
}

const API: JsonObject = { Ref: 'Api' };
/** The gateway waits no longer than 30 seconds. */
const INTEGRATION_MS_MAX = 29_000;

/** Neither path nor query: they name executions, and what a caller wrote. */
const ACCESS_LOG: JsonObject = {
  requestId: '$context.requestId',
  time: '$context.requestTimeEpoch',
  route: '$context.routeKey',
  status: '$context.status',
  bytes: '$context.responseLength',
  milliseconds: '$context.responseLatency',
  authorizer: '$context.authorizer.error',
  integration: '$context.integrationErrorMessage',
};

const FIXED_RESOURCES: JsonObject = {
  Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: '${self:custom.prefix}', ProtocolType: 'HTTP' } },
  Authorizer: {
    Type: 'AWS::ApiGatewayV2::Authorizer',
    Properties: { ApiId: API, Name: 'tokens', AuthorizerType: 'JWT', IdentitySource: ['$request.header.Authorization'], JwtConfiguration: { Issuer: '${param:issuer}', Audience: ['${param:audience}'] } },
  },
  ...integrationOf('workflows'),
  ...integrationOf('registry'),
  Stage: {
    Type: 'AWS::ApiGatewayV2::Stage',
    Properties: {
      ApiId: API,
      StageName: '$default',
      AutoDeploy: true,
      AccessLogSettings: { DestinationArn: { 'Fn::GetAtt': ['ApiLogGroup', 'Arn'] }, Format: JSON.stringify(ACCESS_LOG) },
      DefaultRouteSettings: { DetailedMetricsEnabled: true, ThrottlingBurstLimit: '${param:apiBurst}', ThrottlingRateLimit: '${param:apiRate}' },
    },
  },
};

function integrationOf(duty: HttpDuty): JsonObject {
  const functionArn = { 'Fn::GetAtt': [`${capital(duty)}LambdaFunction`, 'Arn'] };
  return {
    [`${capital(duty)}Integration`]: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: { ApiId: API, IntegrationType: 'AWS_PROXY', IntegrationUri: functionArn, PayloadFormatVersion: '2.0', TimeoutInMillis: INTEGRATION_MS_MAX },
    },
    [`${capital(duty)}Permission`]: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: functionArn,
        Principal: 'apigateway.amazonaws.com',
        SourceArn: { 'Fn::Sub': 'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*' },
      },
    },
  };
}

/** A `GET` has a route for `HEAD` too, as every host has. */
function routesOf(operation: Operation, duty: HttpDuty): readonly (readonly [string, JsonObject])[] {
  const name = `Route${capital(operation.id)}`;
  const route = [name, routeOf(operation, operation.method, duty)] as const;
  return operation.method === 'GET' ? [route, [`${name}Head`, routeOf(operation, 'HEAD', duty)]] : [route];
}

function routeOf({ path, access }: Operation, method: string, duty: HttpDuty): JsonObject {
  const authorization: JsonObject = access.kind === 'public' ? { AuthorizationType: 'NONE' } : { AuthorizationType: 'JWT', AuthorizerId: { Ref: 'Authorizer' }, AuthorizationScopes: [access.scope] };
  return routeTo(duty, `${method} ${path}`, authorization);
}

function routeTo(duty: HttpDuty, routeKey: string, authorization: JsonObject): JsonObject {
  const target: JsonValue = { 'Fn::Join': ['/', ['integrations', { Ref: `${capital(duty)}Integration` }]] };
  return { Type: 'AWS::ApiGatewayV2::Route', Properties: { ApiId: API, RouteKey: routeKey, Target: target, ...authorization } };
}

function capital(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
