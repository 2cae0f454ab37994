import type { Operation } from '#functions/operations/operation.ts';

/** An operation for tests of what stands around operations: public, without input, answers its own id. */
export function fakeOperation(more: Partial<Operation> = {}): Operation {
  const id = more.id ?? 'fake';
  return {
    id,
    method: 'GET',
    path: '/fake',
    summary: id,
    description: id,
    tag: 'service',
    access: { kind: 'public' },
    isIdempotent: false,
    params: {},
    query: {},
    responses: { '200': { description: 'ok', schema: {}, example: {} } },
    errors: [],
    handle: async () => ({ status: 200, value: { id } }),
    ...more,
  };
}
