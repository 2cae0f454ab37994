import { defineHandler } from '#onprem-runner/handlers/define-handler.ts';

/** Looks at a person: what it is given in the clear it gives back, sealed. */
export const screen = defineHandler<{ readonly name: string; readonly card: { readonly pan?: string } | null }, unknown>({
  name: 'screen',
  version: '1.0.0',
  input: { type: 'object', required: ['name'], properties: { name: { type: 'string' }, card: { type: ['object', 'null'] } } },
  output: { type: 'object', additionalProperties: false, properties: { resolution: { type: 'string', enum: ['PASS', 'FAIL'] }, seen: { 'x-tier': 1 } } },
  errors: {},
  declassify: [{ path: '/resolution', to: 2, purpose: 'branching', method: 'enum' }],
  effect: 'idempotent',
  handle: ({ name, card }) => ({ resolution: 'PASS', seen: { name, card } }),
});
