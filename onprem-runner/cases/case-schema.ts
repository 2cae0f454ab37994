import type { JsonObject } from '#shared/core/kernel/json.ts';

const error: JsonObject = {
  anyOf: [
    { type: 'string', minLength: 1 },
    { type: 'object', additionalProperties: false, required: ['status'], properties: { type: { type: 'string' }, status: { type: 'integer' }, title: { type: 'string' }, detail: { type: 'string' }, instance: { type: 'string' } } },
  ],
};

const answer: JsonObject = {
  type: 'object',
  additionalProperties: false,
  properties: { output: {}, error, never: { const: true }, afterSeconds: { type: 'number', minimum: 0 } },
  oneOf: [{ required: ['output'] }, { required: ['error'] }, { required: ['never'] }],
};

const call: JsonObject = {
  anyOf: [{ type: 'string' }, { type: 'object', additionalProperties: false, required: ['task'], properties: { task: { type: 'string' }, arguments: {}, argumentsContain: {} } }],
};

/** The shape of a case file: JSON Schema, draft 2020-12. */
export const CASE_SCHEMA: JsonObject = {
  type: 'object',
  additionalProperties: false,
  required: ['expect'],
  properties: {
    $schema: { type: 'string' },
    description: { description: 'What the case shows; its name in reports.', type: 'string' },
    definition: { description: 'Path of the document, from the folder of the case; ../workflow.yaml when absent.', type: 'string', minLength: 1 },
    input: { description: 'Input of the execution; {} when absent.' },
    startAt: { description: 'Time of the start; 2026-01-01T00:00:00Z when absent.', type: 'string', format: 'date-time' },
    answers: { description: 'What the work answers, by JSON Pointer or name of a task, or by function; a list answers one call after the other.', type: 'object', additionalProperties: { anyOf: [answer, { type: 'array', minItems: 1, items: answer }] } },
    events: { description: 'CloudEvents from outside; each comes as soon as somebody listens.', type: 'array', items: { type: 'object' } },
    expect: {
      type: 'object',
      additionalProperties: false,
      minProperties: 1,
      properties: {
        status: { enum: ['succeeded', 'failed', 'timed-out', 'waiting', 'input-refused', 'not-compiled'] },
        output: {},
        outputContains: { description: 'Members that the output has, at any depth.' },
        error,
        calls: { description: 'Work that is handed out, in order.', type: 'array', items: call },
        events: { type: 'array', items: { type: 'object' } },
        seconds: { description: 'How long it takes by the clock of the case.', type: 'number', minimum: 0 },
        diagnostics: { description: 'Codes of the errors of a document that is not to compile.', type: 'array', items: { type: 'string' } },
      },
    },
  },
};
