import type { JsonObject } from '#shared/core/kernel/json.ts';
import { ZONES } from '#shared/core/tier/tier.ts';
import { RUN_STATUSES, STEP_STATUSES } from './run-status.ts';

const text: JsonObject = { type: 'string' };
const time: JsonObject = { type: 'string', format: 'date-time' };
const timeOrNull: JsonObject = { type: ['string', 'null'], format: 'date-time' };
const wholeOrNull: JsonObject = { type: ['integer', 'null'] };
const textOrNull: JsonObject = { type: ['string', 'null'] };
const runId: JsonObject = { type: 'string', format: 'uuid' };
const zone: JsonObject = { enum: [...ZONES] };

/** A shared schema by name, as the answers of operations refer to it. */
export function schemaRef(name: keyof typeof componentSchemas): JsonObject {
  return { $ref: `#/components/schemas/${name}` };
}

const runSummary: JsonObject = {
  runId,
  workflowId: text,
  workflowDefinitionId: text,
  versionId: text,
  revision: { type: 'string', description: 'SHA-256 of the compiled program.' },
  status: { enum: Object.values(RUN_STATUSES) },
  startTime: time,
  endTime: timeOrNull,
  durationMillis: wholeOrNull,
  errorMessage: textOrNull,
  error: { type: 'object', required: ['name', 'cause'], properties: { name: textOrNull, cause: { type: ['string', 'object', 'null'] } } },
};

const RUN_SUMMARY_REQUIRED = ['runId', 'workflowId', 'workflowDefinitionId', 'versionId', 'revision', 'status', 'startTime', 'endTime', 'durationMillis', 'errorMessage'];

const definitionSummary: JsonObject = {
  id: { type: 'string', description: 'Names the newest version: `namespace.name`.' },
  versionId: { type: 'string', description: 'Names this version: `namespace.name@version`.' },
  description: text,
  stepCount: { type: 'string', pattern: '^[0-9]+$', description: 'Number of tasks at the top of the document; text, as it was in the earlier system.' },
  namespace: text,
  name: text,
  version: text,
  revision: text,
  target: { type: 'object', required: ['name', 'runtime', 'zone'], properties: { name: text, runtime: text, zone } },
  zone,
  registeredAt: time,
  registeredBy: text,
};

/** Every schema that more than one answer uses, or that a client wants a name for: `components/schemas` of the OpenAPI document. */
export const componentSchemas = {
  Problem: {
    type: 'object',
    description: 'Problem details (RFC 9457) with a stable code.',
    required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'requestId', 'wayOut'],
    properties: {
      type: { type: 'string', format: 'uri' },
      title: text,
      status: { type: 'integer' },
      detail: text,
      instance: { type: 'string', format: 'uri' },
      code: { type: 'string', pattern: '^UWF-[0-9]{4}$' },
      requestId: text,
      wayOut: text,
      reason: { enum: ['invalid', 'refused'], description: 'Of UWF-4222: not a valid document, or refused for its data flow.' },
      errors: {
        type: 'array',
        items: { type: 'object', required: ['pointer', 'message'], properties: { pointer: text, schemaPointer: text, code: text, message: text } },
      },
      diagnostics: { type: 'array', items: { $ref: '#/components/schemas/Diagnostic' } },
    },
  },
  Diagnostic: {
    type: 'object',
    description: 'A finding about a definition.',
    required: ['code', 'severity', 'pointer', 'message', 'wayOut', 'related'],
    properties: {
      code: { type: 'string', pattern: '^UWF-[0-9]{4}$' },
      severity: { enum: ['error', 'warning'] },
      pointer: text,
      message: text,
      wayOut: text,
      related: { type: 'array', items: { type: 'object', required: ['pointer', 'note'], properties: { pointer: text, note: text } } },
      position: { type: 'object', required: ['line', 'column'], properties: { line: { type: 'integer' }, column: { type: 'integer' } } },
    },
  },
  RunStarted: {
    type: 'object',
    required: ['runId', 'message', 'workflowId', 'versionId', 'revision', 'statusUrl', 'dataUrl'],
    properties: { runId, message: text, workflowId: text, versionId: text, revision: text, statusUrl: text, dataUrl: text },
  },
  RunSummary: { type: 'object', required: RUN_SUMMARY_REQUIRED, properties: runSummary },
  RunStatus: {
    type: 'object',
    required: [...RUN_SUMMARY_REQUIRED, 'currentStepIndex', 'currentChildStepIndex', 'currentStep', 'lastAttemptedStep', 'steps'],
    properties: {
      ...runSummary,
      currentStepIndex: { type: 'integer', minimum: -1 },
      currentChildStepIndex: { type: 'integer', minimum: -1 },
      currentStep: textOrNull,
      lastAttemptedStep: textOrNull,
      problem: {
        type: 'object',
        description: 'Why the run failed: the error object of the workflow language. `instance` is the JSON Pointer of the task, unless the error names another.',
        required: ['type', 'status'],
        properties: { type: text, status: { type: 'integer' }, title: text, detail: text, instance: text },
      },
      steps: { type: 'array', items: { $ref: '#/components/schemas/RunStep' } },
    },
  },
  RunStep: {
    type: 'object',
    required: ['name', 'pointer', 'state', 'zone', 'status', 'startTime', 'endTime', 'attempts'],
    properties: {
      name: { type: 'string', description: 'Name of the task in the definition.' },
      pointer: { type: 'string', description: 'JSON Pointer of the task in the definition.' },
      state: text,
      zone,
      status: { enum: Object.values(STEP_STATUSES) },
      startTime: time,
      endTime: timeOrNull,
      attempts: { type: 'integer', minimum: 0 },
      error: text,
    },
  },
  RunData: {
    type: 'object',
    description: 'Output of the run: as one value, and its members beside the metrics, as the earlier system had them. Tier 1 values are sealed.',
    required: ['runId', 'workflowId', 'status', 'input', 'output', 'workflow_metrics'],
    properties: { runId, workflowId: text, status: { enum: Object.values(RUN_STATUSES) }, input: true, output: true, workflow_metrics: { type: 'object' } },
  },
  RunList: {
    type: 'object',
    required: ['runs', 'count'],
    properties: { runs: { type: 'array', items: { $ref: '#/components/schemas/RunSummary' } }, count: { type: 'integer' }, cursor: { type: 'string', description: 'Gives the next page; absent on the last one.' } },
  },
  History: {
    type: 'object',
    required: ['runId', 'events', 'count'],
    properties: {
      runId,
      events: {
        type: 'array',
        items: {
          type: 'object',
          required: ['sequence', 'time', 'kind', 'frame', 'details'],
          properties: { sequence: { type: 'integer', minimum: 1 }, time, kind: text, state: text, frame: { type: 'array', items: { type: 'integer' } }, details: { type: 'object' } },
        },
      },
      count: { type: 'integer' },
      next: { type: 'integer', description: 'The `after` of the next page; absent on the last one.' },
    },
  },
  RunRedriven: { type: 'object', required: ['runId', 'redriven', 'status', 'message'], properties: { runId, redriven: { type: 'boolean', description: 'False: it was going on already.' }, status: { const: 'RUNNING' }, message: text } },
  RunCancelled: { type: 'object', required: ['runId', 'canceled', 'status', 'message'], properties: { runId, canceled: { const: true }, status: { const: 'CANCELLED' }, message: text } },
  DefinitionSummary: { type: 'object', required: Object.keys(definitionSummary), properties: definitionSummary },
  Definition: {
    type: 'object',
    required: [...Object.keys(definitionSummary), 'source', 'inputSchema', 'placement', 'sealing'],
    properties: {
      ...definitionSummary,
      source: { type: 'object', description: 'The document.' },
      inputSchema: { type: ['object', 'boolean'], description: 'JSON Schema 2020-12 of the input, with `x-tier` and `x-transient`.' },
      placement: { type: 'object', description: 'Zone of each task; `input`: the fields that travel sealed.' },
      evidence: { type: 'object', description: 'With `include=evidence`: every way that data takes, every declassification, every observation.' },
      sealing: {
        type: 'object',
        description: 'What a client puts into the header of a sealed value beside its `ptr`, the `origin` of the field.',
        required: ['tid', 'def', 'sub', 'keysUrl'],
        properties: { tid: text, def: text, sub: text, keysUrl: text },
      },
    },
  },
  DefinitionRegistered: {
    type: 'object',
    required: [...Object.keys(definitionSummary), 'outcome', 'message', 'diagnostics', 'placement', 'evidence'],
    properties: {
      ...definitionSummary,
      outcome: { enum: ['stored', 'unchanged'] },
      message: text,
      diagnostics: { type: 'array', items: { $ref: '#/components/schemas/Diagnostic' } },
      placement: { type: 'object' },
      evidence: { type: 'object', description: 'Every way that data takes, every declassification, every observation.' },
    },
  },
  EventsPublished: {
    type: 'object',
    required: ['events', 'count'],
    properties: {
      events: { type: 'array', items: { type: 'object', required: ['id', 'source', 'isNew'], properties: { id: text, source: text, isNew: { type: 'boolean', description: 'False: an event with this source and id was published before.' } } } },
      count: { type: 'integer' },
    },
  },
  KeySet: {
    type: 'object',
    description: 'JWK Set (RFC 7517 §5).',
    required: ['keys'],
    properties: { keys: { type: 'array', items: { type: 'object', required: ['kty', 'crv', 'x', 'y', 'kid', 'alg', 'use'], properties: { kty: text, crv: text, x: text, y: text, kid: text, alg: text, use: text } } } },
  },
  Health: {
    type: 'object',
    required: ['status', 'service', 'version', 'zone', 'target', 'timestamp'],
    properties: { status: { const: 'healthy' }, service: text, version: text, zone, target: { type: 'string', description: 'Name of the target that definitions are compiled for here.' }, timestamp: time },
  },
} as const satisfies { readonly [name: string]: JsonObject };
