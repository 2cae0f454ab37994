import type { JsonValue } from '#shared/core/kernel/json.ts';
import { validateInput, type InputProblem } from '#shared/core/tier/validate-input.ts';
import type { StoredDefinition } from '#shared/ports/definition-store.ts';
import type { SystemPorts } from './system-ports.ts';

/** Why an execution may not start with this input, as the API would find: the system's own starts are no way around its checks. */
export function checkRunInput(
  ports: Pick<SystemPorts, 'validator' | 'inputRules'>,
  request: { readonly stored: StoredDefinition; readonly input: JsonValue; readonly principal: string },
): readonly InputProblem[] {
  const { stored, input, principal } = request;
  const { program, identity } = stored;
  return validateInput({
    input,
    inputSchema: program.inputSchema,
    sealedFields: program.placement.input,
    definition: identity,
    principal,
    tenant: ports.inputRules.tenant,
    knownKeys: ports.inputRules.knownKeys,
    validate: (schema, value) => ports.validator.validate({ schema, value }),
  });
}
