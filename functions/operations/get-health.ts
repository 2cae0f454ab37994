import { HEALTH_MS_MAX } from '../limits.ts';
import type { ApiPorts } from '../ports.ts';
import type { Operation } from './operation.ts';
import { schemaRef } from './support/schemas.ts';
import { toTime } from './support/time.ts';

/** `GET /health`: whether this API can serve. */
export const getHealth: Operation = {
  id: 'getHealth',
  method: 'GET',
  path: '/health',
  summary: 'Whether the API can serve',
  description: 'Asks the store, at most once a second; 503 when it does not answer.',
  tag: 'service',
  access: { kind: 'public' },
  isIdempotent: false,
  params: {},
  query: {},
  responses: {
    '200': { description: 'It can.', schema: schemaRef('Health'), example: { status: 'healthy', service: 'workflow-api', version: '0.1.0', zone: 'private-cloud', target: 'private-cloud', timestamp: '2026-11-23T01:58:13.798Z' } },
  },
  errors: ['UWF-5001'],
  handle: async (ports) => {
    await storeAnswers(ports);
    const { version, target } = ports.settings;
    return { status: 200, value: { status: 'healthy', service: 'workflow-api', version, zone: target.zone, target: target.name, timestamp: toTime(ports.clock.now()) } };
  },
};

interface LastAnswer {
  readonly at: number;
  readonly answer: Promise<unknown>;
}

/** By the ports of a process; anybody may ask for its health, so not every question becomes one to the store. */
const lastAnswers = new WeakMap<ApiPorts, LastAnswer>();

async function storeAnswers(ports: ApiPorts): Promise<void> {
  const now = ports.clock.now();
  const last = lastAnswers.get(ports);
  const isFresh = last !== undefined && now - last.at < HEALTH_MS_MAX && now >= last.at;
  const answer = isFresh ? last.answer : ports.runtime.list({ max: 1 });
  if (!isFresh) lastAnswers.set(ports, { at: now, answer });
  await answer;
}
