import { createSealer, type PublicSealingKey } from '#shared/adapters/jose/index.ts';
import { randomIdSource, systemClock } from '#shared/adapters/node/index.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { removeAt, replaceAt, sealTargets, type SealTarget } from '#shared/core/tier/seal-input.ts';
import { isToken } from '#shared/core/tier/token.ts';
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

/** Values of one input that may not be in the clear where the workflow is driven, and where they belong. */
export interface TokeniseRequest {
  /** The whole input, plain. */
  readonly input: JsonValue;
  readonly tenant: string;
  /** `namespace/name`. */
  readonly definition: string;
  /** Who starts the run. */
  readonly principal: string;
  /** `origin`: schema pointer of the field in the definition; `pointer`: into the input. */
  readonly fields: readonly { readonly origin: string; readonly pointer: string; readonly value: JsonValue }[];
  /** Key of the start that the tokens are for: what is asked again under it should get the same tokens. Absent where nothing is started. */
  readonly idempotencyKey?: string;
}

/** Keeps values inside the bank and gives tokens that stand for them: what a vault offers to callers in its own zone. */
export interface InputTokeniser {
  /** One token for each field, in their order; all of them or none. Errors: {@link WorkflowInputError}; its own. */
  tokenise(request: TokeniseRequest): Promise<readonly string[]>;
}

export interface SealInputRequest {
  readonly definition: DefinitionDetails;
  readonly input: JsonValue;
  /** Asked for only when there is something to seal. */
  readonly key: () => Promise<PublicSealingKey>;
  readonly validator: SchemaValidator;
  readonly onNotice: (notice: ClientNotice) => void;
  /** Where it is given, tokens travel in place of sealed values. */
  readonly tokeniser?: InputTokeniser;
  readonly idempotencyKey?: string;
}

/**
 * Makes an input fit to be sent (design §6): checks the plain values against the schema, since the API cannot look into sealed ones; leaves out what is
 * `x-transient`; seals every field that may not be in the clear where the workflow is driven. A token of the bank's vault that stands in such a field is sent
 * as it is. Errors: {@link WorkflowInputError}.
 */
export async function sealInput(request: SealInputRequest): Promise<JsonValue> {
  const { definition, input, validator, onNotice } = request;
  const tokens = sealTargets(input, definition.sealedFields).filter(({ value }) => isToken(value)).map(({ pointer }) => pointer);
  // What stands behind a token is checked by the runner, as nobody else can see it.
  const findings = validator.validate({ schema: definition.inputSchema, value: input }).filter(({ pointer }) => !tokens.includes(pointer));
  if (findings.length > 0) throw new WorkflowInputError(findings.map(({ pointer, message }) => ({ pointer, message })));
  const dropped = transientPlaces(definition.inputSchema, input);
  for (const pointer of dropped) onNotice({ kind: 'transient-dropped', pointer, message: 'the field is transient and is never sent' });
  const lasting = removeAt(input, new Set(dropped));
  const targets = sealTargets(lasting, definition.sealedFields).filter(({ value }) => !isToken(value));
  if (targets.length === 0) return lasting;
  if (request.tokeniser !== undefined) return replaceAt(lasting, await tokeniseAll(request.tokeniser, { ...request, input: lasting, targets }));
  const sealer = await createSealer({ key: await request.key(), clock: systemClock, ids: randomIdSource });
  const sealed = await Promise.all(targets.map(async (target) => [target.pointer, await sealOne(sealer, definition, target)] as const));
  return replaceAt(lasting, new Map(sealed));
}

interface Tokenising extends Pick<SealInputRequest, 'input' | 'definition' | 'idempotencyKey'> {
  readonly targets: readonly SealTarget[];
}

async function tokeniseAll(tokeniser: InputTokeniser, { input, definition, targets, idempotencyKey }: Tokenising): Promise<ReadonlyMap<string, string>> {
  const { tid, def, sub } = definition.sealing;
  const fields = targets.map(({ value, field, pointer }) => ({ origin: field.origin, pointer, value }));
  const tokens = await tokeniser.tokenise({ input, tenant: tid, definition: def, principal: sub, fields, ...(idempotencyKey === undefined ? {} : { idempotencyKey }) });
  assert(tokens.length === targets.length, 'a tokeniser gives one token for each field');
  return new Map(targets.map(({ pointer }, index) => [pointer, tokens[index] ?? '']));
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
