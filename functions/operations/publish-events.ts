import { publishEvents as publish } from '#shared/application/events/publish-events.ts';
import { checkCloudEvent, type CheckedEvent } from '#shared/core/events/cloud-event.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { problemError, type ProblemError } from '../http/problem-details.ts';
import { BODY_DEPTH_MAX } from '../limits.ts';
import type { ApiPorts } from '../ports.ts';
import type { Operation, OperationCall } from './operation.ts';
import { schemaRef } from './support/schemas.ts';

/** Events of one request. */
const EVENTS_MAX = 100;

const exampleEvent = { type: 'com.example.order.paid', source: 'https://shop.example/orders', id: 'order-1', data: { orderId: 'order-1' } };

const eventSchema = {
  type: 'object',
  description: 'A CloudEvent 1.0. `id`, `time`, `source` and `specversion` are filled in when they are missing.',
  required: ['type'],
  properties: { specversion: { const: '1.0' }, id: { type: 'string' }, source: { type: 'string' }, type: { type: 'string' }, time: { type: 'string' } },
} as const;

/** `POST /api/events`: publishes CloudEvents to the workflows that listen. */
export const publishEvents: Operation = {
  id: 'publishEvents',
  method: 'POST',
  path: '/api/events',
  summary: 'Publish events',
  description: 'Publishes one CloudEvent 1.0 as JSON, or an array of them, all or none. Idempotent by source and id. An event is Tier 2 data: it must hold no Tier 1 value in the clear.',
  tag: 'events',
  access: { kind: 'scope', scope: 'events:publish' },
  isIdempotent: false,
  params: {},
  query: {},
  body: {
    isRequired: true,
    description: `One event, or up to ${EVENTS_MAX} in an array.`,
    schema: { anyOf: [eventSchema, { type: 'array', minItems: 1, maxItems: EVENTS_MAX, items: eventSchema }] },
    depthMax: BODY_DEPTH_MAX,
    examples: { one: exampleEvent, several: [exampleEvent] },
    textTypes: [],
  },
  responses: {
    '202': { description: 'The events are published.', schema: schemaRef('EventsPublished'), example: { events: [{ id: 'order-1', source: 'https://shop.example/orders', isNew: true }], count: 1 } },
  },
  errors: ['UWF-4220'],
  handle: async (ports, call) => {
    const { eventBus } = ports;
    if (eventBus === undefined) throw new UwfError('UWF-4040', 'this deployment keeps no events');
    const events = eventsOf(ports, call);
    const outcomes = await publish({ ...ports, eventBus }, events);
    const told = events.map(({ id, source }, index) => ({ id, source, isNew: outcomes[index]?.isNew === true }));
    return { status: 202, value: { events: told, count: told.length } };
  },
};

/** Errors: `UWF-4220` with every attribute that is wrong, by its name. */
function eventsOf(ports: ApiPorts, call: OperationCall): readonly CheckedEvent[] {
  const body = call.body.kind === 'json' ? call.body.value : null;
  const values = isJsonArray(body) ? body : [body];
  const errors: ProblemError[] = [];
  const events = values.flatMap((value, index) => {
    const checked = checkCloudEvent(filledIn(ports, call, value));
    if (checked.ok) return [checked.value];
    errors.push({ pointer: isJsonArray(body) ? `/${index}` : '', message: checked.error });
    return [];
  });
  if (errors.length > 0) throw problemError('UWF-4220', 'an event is not a valid CloudEvent', errors);
  return events;
}

/** An event that names no source comes from who publishes it. */
function filledIn({ ids, clock }: ApiPorts, { principal }: OperationCall, value: JsonValue): Parameters<typeof checkCloudEvent>[0] {
  const given = isJsonObject(value) ? value : {};
  return { specversion: '1.0', id: ids.uuid(), source: `urn:uwf:principal:${encodeURIComponent(principal.subject)}`, time: new Date(clock.now()).toISOString(), ...given };
}
