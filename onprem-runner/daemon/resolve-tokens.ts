import { assert } from '#shared/core/kernel/assert.ts';
import { isJsonArray, type JsonValue } from '#shared/core/kernel/json.ts';
import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { replaceAt } from '#shared/core/tier/seal-input.ts';
import { transientPlaces } from '#shared/core/tier/transient.ts';
import { WORKFLOW_PURPOSE } from '#shared/core/vault/binding.ts';
import { VAULT_REVEAL_TOKENS_MAX } from '#shared/core/vault/limits.ts';
import type { RevealPlace } from '#shared/core/vault/reveal-rule.ts';
import { tokenPlaces } from '#shared/core/tier/token.ts';
import type { WorkItem } from '#shared/core/work/message.ts';
import type { SchemaValidator } from '#shared/ports/schema-validator.ts';
import type { RevealedValue, Revealer } from '#shared/ports/vault.ts';
import { allowedOrigins, memberPointer } from './open-arguments.ts';
import type { PlacedTask, RunnerProgram } from './programs.ts';

export interface ResolveTokensPorts {
  /** Absent: this runner has none, and knows no token. */
  readonly vault?: Revealer;
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

/**
 * A token that may not stand where it does; the pointer is into the arguments. `unknown`: the vault has no such value, or not any more; `place`: it was made
 * for another definition, field, caller, execution or purpose.
 */
export interface ResolveTokensFault {
  readonly pointer: string;
  readonly reason: 'count' | 'origin' | 'unknown' | 'place' | 'schema' | 'transient';
}

/**
 * Puts the values of references in their places, after checking as for sealed values that they belong there (design §6): tokens of this tenant and
 * definition, made for the principal who started the run or for everybody, or results of this very execution, with an origin that the runner's own
 * placement allows at that place. Only the tokens of the message are looked at: a text inside of a sealed value stays a text. The vault is asked
 * once for all, so that they are revealed, and recorded, together. Its failures that pass (its store, its keys, its rate) are thrown: the step is then
 * put off.
 */
export async function resolveTokens(ports: ResolveTokensPorts, request: ResolveTokensRequest): Promise<Result<JsonValue, ResolveTokensFault>> {
  const places = tokenPlaces(request.item.arguments);
  const [first] = places;
  if (first === undefined) return succeed(request.opened);
  if (places.length > VAULT_REVEAL_TOKENS_MAX) return fail({ pointer: '', reason: 'count' });
  const wanted = places.map(({ pointer, token }) => ({ pointer, token, place: placeOf(request, pointer) }));
  const outside = wanted.find(({ place }) => place.task?.inputs.size === 0 && place.task.results.size === 0);
  if (outside !== undefined) return fail({ pointer: outside.pointer, reason: 'origin' });
  if (ports.vault === undefined) return fail({ pointer: first.pointer, reason: 'unknown' });
  const revealed = await reveal(ports.vault, request.runnerId, wanted);
  if (!revealed.ok) return revealed;
  assert(revealed.value.length === wanted.length, 'a reveal gives one value for each token');
  const values = new Map<string, JsonValue>();
  for (const [index, one] of revealed.value.entries()) {
    const pointer = wanted[index]?.pointer ?? '';
    const reason = valueFault(ports.validator, request.program, one);
    if (reason !== undefined) return fail({ pointer, reason });
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

interface Wanted {
  readonly pointer: string;
  readonly token: string;
  readonly place: RevealPlace;
}

const REFUSALS: ReadonlyMap<string, ResolveTokensFault['reason']> = new Map([['UWF-4045', 'unknown'], ['UWF-4225', 'place']]);

/** The refusal of the vault is a fault of whoever sent the token. Everything else is the infrastructure's. */
async function reveal(vault: Revealer, actor: string, wanted: readonly Wanted[]): Promise<Result<readonly RevealedValue[], ResolveTokensFault>> {
  try {
    return succeed(await vault.reveal({ actor, purpose: WORKFLOW_PURPOSE, wanted: wanted.map(({ token, place }) => ({ token, place })) }));
  } catch (error) {
    const reason = error instanceof UwfError ? REFUSALS.get(error.code) : undefined;
    if (!(error instanceof UwfError) || reason === undefined) throw error;
    return fail({ pointer: refusedPointer(error, wanted), reason });
  }
}

/** The first token that was refused; the place of all of them where the vault does not say. */
function refusedPointer({ details }: UwfError, wanted: readonly Wanted[]): string {
  const positions = details['positions'];
  const [position] = isJsonArray(positions) ? positions : [];
  return typeof position === 'number' ? (wanted[position]?.pointer ?? '') : '';
}

/** The API could not look into an input field, so its value is checked here. */
function valueFault(validator: SchemaValidator, program: RunnerProgram, { value, binding }: RevealedValue): 'schema' | 'transient' | undefined {
  if (binding.execution !== undefined) return undefined;
  const input = program.inputFields.get(binding.pointer);
  if (input === undefined || validator.validate({ schema: input.schema, value }).length > 0) return 'schema';
  return transientPlaces(input.schema, value).length > 0 ? 'transient' : undefined;
}
