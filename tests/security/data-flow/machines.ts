import { compileDefinition } from '#shared/core/compiler/compile.ts';
import type { CompileOutcome } from '#shared/core/compiler/model.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import type { Zone } from '#shared/core/tier/tier.ts';
import { CATALOGUE } from './documents.ts';

const INPUT_SCHEMA: JsonObject = {
  type: 'object',
  additionalProperties: false,
  properties: {
    id: { type: 'string' },
    when: { type: 'string' },
    count: { type: 'integer' },
    pan: { type: 'string', 'x-tier': 1 },
    limit: { type: 'integer', 'x-tier': 1 },
    accounts: { type: 'array', 'x-tier': 1, items: { type: 'string' } },
    items: { type: 'array', items: { type: 'object', additionalProperties: false, properties: { sku: { type: 'string' }, owner: { type: 'string', 'x-tier': 1 } } } },
    person: { type: 'object', additionalProperties: false, properties: { kind: { type: 'string' }, iban: { type: 'string', 'x-tier': 1 } } },
  },
};

/** States of a machine, by name; the first one is where it starts. */
export type States = { readonly [name: string]: JsonObject };

/** A definition that brings a state machine along. */
export function compileMachine(states: States, options: { readonly language?: 'JSONata' | 'JSONPath'; readonly zone?: Zone; readonly runtime?: 'engine' | 'step-functions' } = {}): CompileOutcome {
  const { language = 'JSONPath', zone = 'private-cloud', runtime = 'engine' } = options;
  const document: JsonObject = {
    document: { dsl: '1.0.3', namespace: 'tests', name: 'machine', version: '1.0.0' },
    input: { schema: { document: INPUT_SCHEMA } },
    stateMachine: { QueryLanguage: language, StartAt: Object.keys(states)[0] ?? '', States: states },
  };
  return compileDefinition({ text: JSON.stringify(document), target: { name: zone, runtime, zone }, catalogue: CATALOGUE });
}

/** A call of a partner from the target's own zone, with these parameters (JSONPath) or arguments (JSONata). */
export function send(given: JsonObject, more: JsonObject = {}): JsonObject {
  const isPaths = Object.keys(given).some((name) => name.endsWith('.$'));
  return { Type: 'Task', Resource: 'uwf:http', [isPaths ? 'Parameters' : 'Arguments']: given, End: true, ...more };
}

/** An iteration or branch of one state. */
export function scope(state: JsonObject, name: string): JsonObject {
  return { StartAt: name, States: { [name]: state } };
}
