import { operations } from '#functions/operations/table.ts';
import { azureGateway } from './azure/gateway.ts';
import type { Golden } from './golden.ts';

/** The part of infra/azure that is made of what the code says: the operations of the API, for API Management. Bicep has no comments in JSON. */
export function azureFiles(): Promise<readonly Golden[]> {
  return Promise.resolve([{ path: 'infra/azure/generated/operations.json', content: `${JSON.stringify(azureGateway(operations), undefined, 2)}\n` }]);
}
