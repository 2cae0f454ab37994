import { defineHandler } from '#onprem-runner/handlers/define-handler.ts';

interface Input {
  readonly client: string;
  readonly account: string;
  readonly amount: number;
  readonly note: string;
}

/** Does next to nothing: what is measured is the way to it and back. */
export const check = defineHandler<Input, { readonly risk: string; readonly receipt: string }>({
  name: 'check',
  version: '1.0.0',
  input: {
    type: 'object', additionalProperties: false, required: ['client', 'account', 'amount', 'note'],
    properties: { client: { type: 'string' }, account: { type: 'string' }, amount: { type: 'number' }, note: { type: 'string' } },
  },
  output: { type: 'object', additionalProperties: false, properties: { risk: { type: 'string', enum: ['low', 'high'] }, receipt: { type: 'string' } } },
  errors: {},
  declassify: [{ path: '/risk', to: 2, purpose: 'routing', method: 'enum' }],
  effect: 'idempotent',
  handle: ({ client, amount }) => ({ risk: amount < 1_000 ? 'low' : 'high', receipt: `${client} was checked` }),
});
