import type { Operation } from './operation.ts';
import { schemaRef } from './support/schemas.ts';

export const KEYS_PATH = '/api/keys';

/** `GET /api/keys`: the bank's public keys for sealing. */
export const listKeys: Operation = {
  id: 'listKeys',
  method: 'GET',
  path: KEYS_PATH,
  summary: 'The bank’s public keys for sealing',
  description: 'A JWK Set. The first key is the one to seal to; values sealed to the others are still taken.',
  tag: 'service',
  access: { kind: 'public' },
  isIdempotent: false,
  params: {},
  query: {},
  responses: {
    '200': {
      description: 'The keys.',
      schema: schemaRef('KeySet'),
      example: { keys: [{ kty: 'EC', crv: 'P-256', x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU', y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0', kid: 'oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U', alg: 'ECDH-ES+A256KW', use: 'enc' }] },
    },
  },
  errors: [],
  // Member by member, so that nothing private can slip through.
  handle: async ({ settings }) => ({ status: 200, value: { keys: settings.sealingKeys.map(({ kty, crv, x, y, kid, alg, use }) => ({ kty, crv, x, y, kid, alg, use })) } }),
};
