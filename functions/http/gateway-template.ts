import type { JsonObject } from '#shared/core/kernel/json.ts';
import type { Operation } from '../operations/operation.ts';

/**
 * The resources of `serverless.yml`: an HTTP API of API Gateway that passes each operation, and nothing else, on to the host in the
 * private cloud. Tokens are checked at the gateway and again by the host. CloudFormation: AWS::ApiGatewayV2.
 */
export function createGatewayTemplate(operations: readonly Operation[]): JsonObject {
  const routes = operations.flatMap((operation) => routesOf(operation));
  return { Resources: { ...FIXED_RESOURCES, ...Object.fromEntries(routes) }, Outputs: { ApiEndpoint: { Value: { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] } } } };
}

const API: JsonObject = { Ref: 'Api' };

const FIXED_RESOURCES: JsonObject = {
  Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: '${self:service}-${sls:stage}', ProtocolType: 'HTTP' } },
  Authorizer: {
    Type: 'AWS::ApiGatewayV2::Authorizer',
    Properties: { ApiId: API, Name: 'tokens', AuthorizerType: 'JWT', IdentitySource: ['$request.header.Authorization'], JwtConfiguration: { Issuer: '${param:issuer}', Audience: ['${param:audience}'] } },
  },
  Host: {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: {
      ApiId: API,
      IntegrationType: 'HTTP_PROXY',
      IntegrationMethod: 'ANY',
      IntegrationUri: '${param:hostUrl}',
      PayloadFormatVersion: '1.0',
      RequestParameters: { 'overwrite:path': '$request.path' },
    },
  },
  Stage: {
    Type: 'AWS::ApiGatewayV2::Stage',
    Properties: { ApiId: API, StageName: '$default', AutoDeploy: true, DefaultRouteSettings: { ThrottlingBurstLimit: 500, ThrottlingRateLimit: 1000 } },
  },
};

/** A `GET` has a route for `HEAD` too, as the host has. */
function routesOf(operation: Operation): readonly (readonly [string, JsonObject])[] {
  const name = `Route${operation.id.charAt(0).toUpperCase()}${operation.id.slice(1)}`;
  const route = [name, routeJson(operation, operation.method)] as const;
  return operation.method === 'GET' ? [route, [`${name}Head`, routeJson(operation, 'HEAD')]] : [route];
}

function routeJson({ path, access }: Operation, method: string): JsonObject {
  const authorization = access.kind === 'public' ? { AuthorizationType: 'NONE' } : { AuthorizationType: 'JWT', AuthorizerId: { Ref: 'Authorizer' }, AuthorizationScopes: [access.scope] };
  return { Type: 'AWS::ApiGatewayV2::Route', Properties: { ApiId: API, RouteKey: `${method} ${path}`, Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'Host' }]] }, ...authorization } };
}
