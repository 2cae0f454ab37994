import { isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { PRIORITIES, type Priority } from '#shared/core/kernel/priority.ts';
import { validateInput, type InputProblem } from '#shared/core/tier/validate-input.ts';
import type { StoredDefinition } from '#shared/ports/definition-store.ts';
import { problemError, type ProblemError } from '../../http/problem-details.ts';
import type { ApiPorts } from '../../ports.ts';
import type { OperationCall, ParsedBody } from '../operation.ts';

/** The input of a run and the member of the body that it came in. */
export interface RunInput {
  readonly member: string;
  readonly value: JsonValue;
}

/** Names of the input: ours, and those that clients of the earlier systems send. */
export const INPUT_MEMBERS = ['input', 'inputData', 'input_data'] as const;

/** The input members of a start request as JSON Schema. */
export const INPUT_PROPERTIES: JsonObject = {
  input: { description: 'Input of the run; Tier 1 fields sealed.' },
  inputData: { description: 'As `input`, for clients of the earlier systems.', deprecated: true },
  input_data: { description: 'As `input`, for clients of the earlier systems.', deprecated: true },
};

/** How urgent a run may be at most, as JSON Schema. */
export const PRIORITY_PROPERTY: JsonObject = {
  priority: { enum: [...PRIORITIES], description: 'The tasks of the run are at most this urgent: for batches, which are not to hold up others. Never more than the definition says.' },
};

/** The priority of a start request. */
export function priorityOf(body: ParsedBody): Priority | undefined {
  const given = body.kind === 'json' && isJsonObject(body.value) ? body.value['priority'] : undefined;
  return PRIORITIES.find((priority) => priority === given);
}

/** The input of a start request; an empty object when it gives none. Errors: `UWF-4000` when it gives several. */
export function inputOf(body: ParsedBody): RunInput {
  const given = body.kind === 'json' && isJsonObject(body.value) ? body.value : {};
  const members = INPUT_MEMBERS.filter((member) => given[member] !== undefined);
  if (members.length > 1) throw problemError('UWF-4000', 'the input is given more than once', members.map((member) => ({ pointer: `/${member}`, message: 'is one of several inputs' })));
  const [member = 'input'] = members;
  return { member, value: given[member] ?? {} };
}

/**
 * Lets an input through only when it fits the definition with every Tier 1 field sealed for this caller.
 * Errors: `UWF-4221` when Tier 1 data would come in the clear or a sealed value does not belong here, else `UWF-4220`.
 */
export function checkInput(ports: ApiPorts, stored: StoredDefinition, call: OperationCall, input: RunInput): void {
  const problems = validateInput({
    input: input.value,
    inputSchema: stored.program.inputSchema,
    sealedFields: stored.program.placement.input,
    definition: stored.identity,
    principal: call.principal.subject,
    tenant: ports.settings.tenant,
    knownKeys: new Set(ports.settings.sealingKeys.map((key) => key.kid)),
    validate: (schema, value) => ports.validator.validate({ schema, value }),
  });
  if (problems.length === 0) return;
  const isAboutTiers = problems.some((problem) => problem.kind !== 'schema');
  throw problemError(isAboutTiers ? 'UWF-4221' : 'UWF-4220', 'the input is refused', problems.map((problem) => toProblemError(input.member, problem)));
}

function toProblemError(member: string, problem: InputProblem): ProblemError {
  return {
    pointer: `/${member}${problem.pointer}`,
    ...(problem.schemaPointer === '' ? {} : { schemaPointer: problem.schemaPointer }),
    code: problem.kind === 'schema' ? 'UWF-4220' : 'UWF-4221',
    message: problem.message,
  };
}
