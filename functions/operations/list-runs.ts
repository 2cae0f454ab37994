import { listExecutions } from '#shared/application/list-executions.ts';
import { parseReference } from '#shared/core/definition/identity.ts';
import type { ListExecutions } from '#shared/ports/execution-store.ts';
import { problemError } from '../http/problem-details.ts';
import { PAGE_ITEMS_DEFAULT } from '../limits.ts';
import type { Operation, OperationCall } from './operation.ts';
import { exampleRunSummary } from './support/examples.ts';
import { limitParameter } from './support/parameters.ts';
import { visibilityOf } from './support/run-access.ts';
import { parseRunStatus, RUN_STATUSES } from './support/run-status.ts';
import { runSummary } from './support/run-view.ts';
import { schemaRef } from './support/schemas.ts';

/** `GET /api/workflows/runs`: the runs of the caller, newest first. */
export const listRuns: Operation = {
  id: 'listRuns',
  method: 'GET',
  path: '/api/workflows/runs',
  summary: 'List runs',
  description: 'The runs that the caller started, newest first; with the scope `workflows:admin` those of everybody.',
  tag: 'workflows',
  access: { kind: 'scope', scope: 'workflows:read' },
  isIdempotent: false,
  params: {},
  query: {
    status: { description: 'Only runs of this status.', schema: { type: 'string', enum: Object.values(RUN_STATUSES) }, example: 'RUNNING' },
    workflow: { description: 'Only runs of this workflow: `name`, `namespace.name` or `namespace.name@version`.', schema: { type: 'string' }, example: 'payments.antifraud' },
    cursor: { description: 'The `cursor` of the page before.', schema: { type: 'string' }, example: 'eyJhIjoxfQ' },
    limit: limitParameter,
  },
  responses: { '200': { description: 'One page.', schema: schemaRef('RunList'), example: { runs: [exampleRunSummary], count: 1 } } },
  errors: [],
  handle: async (ports, call) => {
    const page = await listExecutions(ports, { ...filterOf(call), ...visibilityOf(call), max: Number(call.query['limit'] ?? PAGE_ITEMS_DEFAULT) });
    const cursor = page.cursor === undefined ? {} : { cursor: page.cursor };
    return { status: 200, value: { runs: page.executions.map(runSummary), count: page.executions.length, ...cursor } };
  },
};

function filterOf({ query }: OperationCall): Omit<ListExecutions, 'max'> {
  const status = parseRunStatus(String(query['status'] ?? ''));
  const { cursor, workflow } = query;
  const definition = typeof workflow === 'string' ? parseReference(workflow) : undefined;
  if (definition?.ok === false) throw problemError('UWF-4000', 'the query is not as this operation takes it', [{ pointer: 'workflow', message: definition.error }]);
  return {
    ...(status === undefined ? {} : { status }),
    ...(definition === undefined ? {} : { definition: definition.value }),
    ...(typeof cursor === 'string' ? { cursor } : {}),
  };
}
