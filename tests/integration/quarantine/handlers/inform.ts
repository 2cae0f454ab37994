import { defineHandler } from '#onprem-runner/handlers/define-handler.ts';

/** Tells whom to write to: an address of the bank, which a detector takes for a person's. */
export const inform = defineHandler<{ readonly name: string }, unknown>({
  name: 'inform',
  version: '1.0.0',
  input: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
  output: { type: 'object', additionalProperties: false, properties: { contact: { type: 'string', maxLength: 100, pattern: '.' } } },
  errors: {},
  declassify: [{ path: '/contact', to: 2, purpose: 'display', method: 'masked' }],
  effect: 'idempotent',
  handle: ({ name }) => ({ contact: `${name} may write to claims.office@bank.example` }),
});
