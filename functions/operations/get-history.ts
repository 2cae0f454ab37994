import { HISTORY_PAGE_EVENTS_DEFAULT, HISTORY_PAGE_EVENTS_MAX, readHistory } from '#shared/application/read-history.ts';
import type { HistoryEvent } from '#shared/core/interpreter/history-event.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import type { Operation } from './operation.ts';
import { EXAMPLE_RUN_ID } from './support/examples.ts';
import { runIdParameter } from './support/parameters.ts';
import { runRequestOf } from './support/run-access.ts';
import { schemaRef } from './support/schemas.ts';
import { toTime } from './support/time.ts';

/** `GET /api/workflows/history/{id}`: the facts of a run, in order. */
export const getHistory: Operation = {
  id: 'getHistory',
  method: 'GET',
  path: '/api/workflows/history/{id}',
  summary: 'History of a run',
  description: 'Every event of the run in order, page by page. Tier 1 values are sealed.',
  tag: 'workflows',
  access: { kind: 'scope', scope: 'workflows:read' },
  isIdempotent: false,
  params: { id: runIdParameter },
  query: {
    after: { description: 'Only events after this sequence number.', schema: { type: 'integer', minimum: 0, maximum: 999_999_999 }, example: 0 },
    limit: { description: `Events of one page; ${HISTORY_PAGE_EVENTS_DEFAULT} unless given.`, schema: { type: 'integer', minimum: 1, maximum: HISTORY_PAGE_EVENTS_MAX }, example: HISTORY_PAGE_EVENTS_DEFAULT },
  },
  responses: {
    '200': {
      description: 'One page.',
      schema: schemaRef('History'),
      example: { runId: EXAMPLE_RUN_ID, events: [{ sequence: 1, time: '2026-11-23T01:58:13.798Z', kind: 'execution-started', frame: [], details: {} }], count: 1 },
    },
  },
  errors: ['UWF-4041'],
  handle: async (ports, call) => {
    const request = runRequestOf(call);
    const { events, next } = await readHistory(ports, { ...request, ...pageOf(call.query) });
    return { status: 200, value: { runId: request.executionId, events: events.map(eventJson), count: events.length, ...(next === undefined ? {} : { next }) } };
  },
};

function pageOf({ after, limit }: { readonly [name: string]: string | number }): { readonly after?: number; readonly max?: number } {
  return { ...(after === undefined ? {} : { after: Number(after) }), ...(limit === undefined ? {} : { max: Number(limit) }) };
}

function eventJson({ sequence, at, kind, state, frame, details }: HistoryEvent): JsonObject {
  return { sequence, time: toTime(at), kind, ...(state === undefined ? {} : { state }), frame, details };
}
