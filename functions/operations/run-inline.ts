import { compileWithResources } from '#shared/application/compile-with-resources.ts';
import type { CompiledProgram } from '#shared/core/compiler/model.ts';
import { isJsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { registerDefinition } from '#shared/application/register-definition.ts';
import type { StoredDefinition } from '#shared/ports/definition-store.ts';
import { problemError, type ProblemError } from '../http/problem-details.ts';
import { DEFINITION_DEPTH_MAX } from '../limits.ts';
import type { ApiPorts } from '../ports.ts';
import type { Operation, OperationCall } from './operation.ts';
import { compilationOf, definitionRefused } from './support/compilation.ts';
import { exampleDocument, exampleRunStarted } from './support/examples.ts';
import { INPUT_PROPERTIES, inputOf } from './support/run-input.ts';
import { schemaRef } from './support/schemas.ts';
import { start } from './support/start.ts';

/** `POST /api/workflows/run`: runs a definition that comes with the request. */
export const runInline: Operation = {
  id: 'runInline',
  method: 'POST',
  path: '/api/workflows/run',
  summary: 'Run a workflow that comes with the request',
  description: 'Compiles and runs a definition that nobody has approved; so it may have no on-prem task and declassify nothing, outside development mode.',
  tag: 'workflows',
  access: { kind: 'scope', scope: 'workflows:run' },
  isIdempotent: true,
  params: {},
  query: {},
  body: {
    isRequired: true,
    description: 'The definition, as JSON or as YAML or JSON text, and the input of the run.',
    schema: { type: 'object', required: ['definition'], properties: { definition: { type: ['string', 'object'] }, ...INPUT_PROPERTIES }, additionalProperties: false },
    depthMax: DEFINITION_DEPTH_MAX,
    examples: { inline: { definition: exampleDocument, input: {} } },
    textTypes: [],
  },
  responses: {
    '202': { description: 'The run has started.', schema: schemaRef('RunStarted'), example: exampleRunStarted, headers: { Location: 'Status of the run.' } },
    '200': { description: 'The idempotency key started this run before.', schema: schemaRef('RunStarted'), example: exampleRunStarted, headers: { Location: 'Status of the run.', 'Idempotent-Replayed': '`true`' } },
  },
  errors: ['UWF-4220', 'UWF-4221', 'UWF-4222', 'UWF-4223', 'UWF-4224', 'UWF-4290'],
  handle: async (ports, call) => {
    const input = inputOf(call.body);
    const text = definitionTextOf(call);
    const stored = await registerInline(ports, call, text);
    return start(ports, call, { stored, asked: { definition: text }, input });
  },
};

function definitionTextOf({ body }: OperationCall): string {
  const definition: JsonValue | undefined = body.kind === 'json' && isJsonObject(body.value) ? body.value['definition'] : undefined;
  return typeof definition === 'string' ? definition : JSON.stringify(definition);
}

/** The refusal comes before anything is stored, or told to another zone. */
async function registerInline(ports: ApiPorts, call: OperationCall, text: string): Promise<StoredDefinition> {
  const compilation = compilationOf(ports, text);
  const { outcome: compiled, resources } = await compileWithResources(ports.resourceFetcher, compilation);
  if (!compiled.accepted) throw definitionRefused(compiled);
  const forbidden = ports.settings.developmentMode ? [] : forbiddenInline(compiled.program);
  if (forbidden.length > 0) throw problemError('UWF-4224', 'an inline definition has no approval, so it may neither run tasks on-prem nor declassify', forbidden);
  const registered = await registerDefinition(ports, { ...compilation, resources, registeredBy: call.principal.subject, inline: true });
  if (!registered.ok) throw definitionRefused(registered);
  return registered.stored;
}

function forbiddenInline({ placement, evidence }: CompiledProgram): readonly ProblemError[] {
  const onPrem = Object.values(placement.tasks).filter((task) => task.zone === 'on-prem');
  return [
    ...onPrem.map((task) => ({ pointer: pointerOf(task.pointer), code: 'UWF-4224', message: 'runs on-prem' })),
    ...evidence.declassifications.map((release) => ({ pointer: pointerOf(release.task), code: 'UWF-4224', message: 'declassifies' })),
  ];
}

function pointerOf(taskPointer: string): string {
  return `/definition${taskPointer}`;
}

