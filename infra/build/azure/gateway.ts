import type { JsonObject } from '#shared/core/kernel/json.ts';
import type { Operation } from '#functions/operations/operation.ts';

/** Methods that a request for no operation may have; it goes to the app too, which answers as everywhere. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** What API Management has to know of the operations: where they are, and what a token must allow. `infra/azure/modules/gateway.bicep` reads it. */
export function azureGateway(operations: readonly Operation[]): JsonObject {
  const named = operations.flatMap((operation) => (operation.method === 'GET' ? ['GET', 'HEAD'] : [operation.method]).map((method) => namedOperation(operation, method)));
  const rest = METHODS.map((method) => ({ id: `other-${method.toLowerCase()}`, method, urlTemplate: '/*', title: `What is no operation (${method})`, parameters: [], policy: policyOf() }));
  return { operations: [...named, ...rest] };
}

function namedOperation({ id, path, summary, access, params }: Operation, method: string): JsonObject {
  return {
    id: method === 'HEAD' ? `${id}-head` : id,
    method,
    urlTemplate: path,
    title: method === 'HEAD' ? `${summary} (head)` : summary,
    parameters: Object.keys(params).map((name) => ({ name, required: true, type: 'string' })),
    policy: access.kind === 'public' ? policyOf() : policyOf(access.scope),
  };
}

/** What the values `uwf-issuer` and `uwf-audience` of the service name; the app checks tokens again. */
const TOKEN = [
  '    <validate-jwt header-name="Authorization" require-scheme="Bearer" require-expiration-time="true" require-signed-tokens="true" failed-validation-httpcode="401">',
  '      <openid-config url="{{uwf-issuer}}/.well-known/openid-configuration" />',
  '      <audiences><audience>{{uwf-audience}}</audience></audiences>',
  '      <issuers><issuer>{{uwf-issuer}}</issuer></issuers>',
];

/** A policy document of API Management; with a scope, a token is asked for that has it (`validate-jwt`). */
function policyOf(scope?: string): string {
  const claims = scope === undefined ? [] : [...TOKEN, `      <required-claims><claim name="scope" match="any" separator=" "><value>${scope}</value></claim></required-claims>`, '    </validate-jwt>'];
  return ['<policies>', '  <inbound>', '    <base />', ...claims, '  </inbound>', '  <backend><base /></backend>', '  <outbound><base /></outbound>', '  <on-error><base /></on-error>', '</policies>', ''].join('\n');
}
