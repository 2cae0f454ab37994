import type { JsonValue } from '#shared/core/kernel/json.ts';
import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { replaceAt } from '#shared/core/tier/seal-input.ts';
import { transientPlaces } from '#shared/core/tier/transient.ts';
import { VAULT_REVEAL_TOKENS_MAX } from '#shared/core/vault/limits.ts';
import type { RevealPlace } from '#shared/core/vault/reveal-rule.ts';
import { tokenPlaces } from '#shared/core/vault/token.ts';
import type { WorkItem } from '#shared/core/work/message.ts';
import type { SchemaValidator } from '#shared/ports/schema-validator.ts';
import type { RevealedValue, Revealer } from '#shared/ports/vault.ts';
import { allowedOrigins, memberPointer } from './open-arguments.ts';
import type { PlacedTask, RunnerProgram } from './programs.ts';

/** The purpose that a token must allow for the tasks of a workflow to get its value. */
export const WORKFLOW_PURPOSE = 'workflow';

export interface ResolveTokensPorts {
  readonly vault: Revealer;
  readonly validator: SchemaValidator;
}

export interface ResolveTokensRequest {
  readonly item: WorkItem;
  readonly program: RunnerProgram;
  readonly task: PlacedTask;
  readonly tenant: string;
  /** The runner, as the audit log knows it. */
  readonly runnerId: string;
  /** The arguments with their sealed values opened: what comes out of `openArguments`. */
  readonly opened: JsonValue;
}

/** A token that may not stand where it does; the pointer is into the arguments. */
export interface ResolveTokensFault {
  readonly pointer: string;
  readonly reason: 'count' | 'token' | 'origin' | 'schema' | 'transient';
}

/**
 * Puts the values of references in their places, after checking as for sealed values that they belong there (design §6): tokens of this tenant and
 * definition, made for the principal who started the run or for everybody, or results of this very execution, with an origin that the runner's own
 * placement allows at that place. Only the tokens of the message are looked at: a text inside of a sealed value stays a text. The vault is asked
 * once for all, so that they are revealed, and recorded, together. Its failures that pass are thrown.
 */
export async function resolveTokens(ports: ResolveTokensPorts, request: ResolveTokensRequest): Promise<Result<JsonValue, ResolveTokensFault>> {
  const places = tokenPlaces(request.item.arguments);
  const [first] = places;
  if (first === undefined) return succeed(request.opened);
  if (places.length > VAULT_REVEAL_TOKENS_MAX) return fail({ pointer: '', reason: 'count' });
  const wanted = places.map(({ pointer, token }) => ({ pointer, token, place: placeOf(request, pointer) }));
  const outside = wanted.find(({ place }) => place.task?.inputs.size === 0 && place.task.results.size === 0);
  if (outside !== undefined) return fail({ pointer: outside.pointer, reason: 'origin' });
  const revealed = await reveal(ports.vault, request.runnerId, wanted);
  if (revealed === undefined) return fail({ pointer: first.pointer, reason: 'token' });
  const values = new Map<string, JsonValue>();
  for (const [index, { pointer }] of wanted.entries()) {
    const one = revealed[index];
    const reason = one === undefined ? 'token' : valueFault(ports.validator, request.program, one);
    if (one === undefined || reason !== undefined) return fail({ pointer, reason: reason ?? 'token' });
    values.set(pointer, one.value);
  }
  return succeed(replaceAt(request.opened, values));
}

/** Where a token stands: origins of input fields take input of the run's principal, all others results of the execution. */
function placeOf({ item, program, task, tenant }: ResolveTokensRequest, pointer: string): RevealPlace {
  const origins = [...allowedOrigins(task, memberPointer(item.arguments, pointer))];
  const { namespace, name } = item.definition;
  return {
    tenant,
    task: {
      definition: `${namespace}/${name}`,
      execution: item.executionId,
      principal: item.principal,
      inputs: new Set(origins.filter((origin) => program.inputFields.has(origin))),
      results: new Set(origins.filter((origin) => !program.inputFields.has(origin))),
    },
  };
}

const REFUSALS: ReadonlySet<string> = new Set(['UWF-4045', 'UWF-4225']);

/** Undefined when the vault refuses: a fault of whoever sent the token. Everything else is the infrastructure's. */
async function reveal(vault: Revealer, actor: string, wanted: readonly { readonly token: string; readonly place: RevealPlace }[]): Promise<readonly RevealedValue[] | undefined> {
  try {
    return await vault.reveal({ actor, purpose: WORKFLOW_PURPOSE, wanted: wanted.map(({ token, place }) => ({ token, place })) });
  } catch (error) {
    if (error instanceof UwfError && REFUSALS.has(error.code)) return undefined;
    throw error;
  }
}

/** The API could not look into an input field, so its value is checked here. */
function valueFault(validator: SchemaValidator, program: RunnerProgram, { value, binding }: RevealedValue): 'schema' | 'transient' | undefined {
  if (binding.execution !== undefined) return undefined;
  const input = program.inputFields.get(binding.pointer);
  if (input === undefined || validator.validate({ schema: input.schema, value }).length > 0) return 'schema';
  return transientPlaces(input.schema, value).length > 0 ? 'transient' : undefined;
}
