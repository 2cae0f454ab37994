import { createSealer, type PublicSealingKey } from '#shared/adapters/jose/index.ts';
import { randomIdSource, systemClock } from '#shared/adapters/node/index.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { removeAt, replaceAt, sealTargets, type SealTarget } from '#shared/core/tier/seal-input.ts';
import { transientPlaces } from '#shared/core/tier/transient.ts';
import type { SchemaValidator } from '#shared/ports/schema-validator.ts';
import type { Sealer } from '#shared/ports/sealer.ts';
import { WorkflowInputError } from './errors.ts';
import type { DefinitionDetails } from './responses.ts';

/** Something that the caller should know, though nothing is wrong. Pointers only. */
export interface ClientNotice {
  readonly kind: 'transient-dropped';
  /** JSON Pointer of the field that was not sent. */
  readonly pointer: string;
  readonly message: string;
}

export interface SealInputRequest {
  readonly definition: DefinitionDetails;
  readonly input: JsonValue;
  /** Asked for only when there is something to seal. */
  readonly key: () => Promise<PublicSealingKey>;
  readonly validator: SchemaValidator;
  readonly onNotice: (notice: ClientNotice) => void;
}

/**
 * Makes an input fit to be sent (design §6): checks the plain values against the schema, since the API cannot look into sealed ones; leaves out what is
 * `x-transient`; seals every field that may not be in the clear where the workflow is driven. Errors: {@link WorkflowInputError}.
 */
export async function sealInput(request: SealInputRequest): Promise<JsonValue> {
  const { definition, input, validator, onNotice } = request;
  const findings = validator.validate({ schema: definition.inputSchema, value: input });
  if (findings.length > 0) throw new WorkflowInputError(findings.map(({ pointer, message }) => ({ pointer, message })));
  const dropped = transientPlaces(definition.inputSchema, input);
  for (const pointer of dropped) onNotice({ kind: 'transient-dropped', pointer, message: 'the field is transient and is never sent' });
  const lasting = removeAt(input, new Set(dropped));
  const targets = sealTargets(lasting, definition.sealedFields);
  if (targets.length === 0) return lasting;
  const sealer = await createSealer({ key: await request.key(), clock: systemClock, ids: randomIdSource });
  const sealed = await Promise.all(targets.map(async (target) => [target.pointer, await sealOne(sealer, definition, target)] as const));
  return replaceAt(lasting, new Map(sealed));
}

async function sealOne(sealer: Sealer, { sealing }: DefinitionDetails, { value, field, pointer }: SealTarget): Promise<string> {
  const { tid, def, sub } = sealing;
  try {
    return await sealer.seal({ value, context: { tid, def, ptr: field.origin, sub } });
  } catch (error) {
    if (error instanceof UwfError) throw new WorkflowInputError([{ pointer, message: error.message }]);
    throw error;
  }
}
