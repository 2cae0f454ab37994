import { appendPointer, pointerTokens } from '#shared/core/kernel/json-pointer.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { replaceAt, sealedPlaces } from '#shared/core/tier/seal-input.ts';
import type { SealedHeader } from '#shared/core/tier/sealed.ts';
import { transientPlaces } from '#shared/core/tier/transient.ts';
import type { WorkItem } from '#shared/core/work/message.ts';
import type { SchemaValidator } from '#shared/ports/schema-validator.ts';
import type { Unsealer } from '#shared/ports/sealer.ts';
import { SEALED_VALUES_MAX } from './limits.ts';
import type { PlacedTask, RunnerProgram } from './programs.ts';
import { isInstanceOf, isInstanceOfPayload } from './template-instance.ts';

export interface OpenArgumentsPorts {
  readonly unsealer: Unsealer;
  readonly validator: SchemaValidator;
}

export interface OpenArgumentsRequest {
  readonly item: WorkItem;
  readonly program: RunnerProgram;
  readonly task: PlacedTask;
  /** Tenant that this runner serves. */
  readonly tenant: string;
  /** `sub` under which this runner seals results. */
  readonly runnerId: string;
}

/** A sealed value that may not stand where it does; the pointer is into the arguments. */
export interface OpenArgumentsFault {
  readonly pointer: string;
  readonly reason: 'template' | 'count' | 'unsealed' | 'context' | 'origin' | 'schema' | 'transient';
}

/**
 * Opens every sealed value of the arguments, after checking that it belongs there (design §6): sealed for this tenant and definition, by the principal
 * who started the run or by this runner in this very execution, with an origin that the runner's own placement allows at that place.
 * A plain value of an input field must satisfy its schema and hold nothing transient: the API could not look. Errors of the unsealer's infrastructure are thrown.
 */
export async function openArguments(ports: OpenArgumentsPorts, request: OpenArgumentsRequest): Promise<Result<JsonValue, OpenArgumentsFault>> {
  const { Arguments: template, Parameters: payload } = request.task.state;
  if (!isInstanceOf(template, request.item.arguments) || !isInstanceOfPayload(payload, request.item.arguments)) return fail({ pointer: '', reason: 'template' });
  const places = sealedPlaces(request.item.arguments);
  if (places.length > SEALED_VALUES_MAX) return fail({ pointer: '', reason: 'count' });
  const opened = new Map<string, JsonValue>();
  for (const { pointer, sealed } of places) {
    const value = await openOne(ports, request, { pointer, sealed });
    if (!value.ok) return fail({ pointer, reason: value.error });
    opened.set(pointer, value.value);
  }
  return succeed(replaceAt(request.item.arguments, opened));
}

interface Place {
  readonly pointer: string;
  readonly sealed: string;
}

async function openOne(ports: OpenArgumentsPorts, request: OpenArgumentsRequest, place: Place): Promise<Result<JsonValue, OpenArgumentsFault['reason']>> {
  const opened = await unseal(ports.unsealer, place.sealed);
  if (opened === undefined) return fail('unsealed');
  const { header, value } = opened;
  if (!isForThisCall(request, header)) return fail('context');
  if (!allowedOrigins(request.task, memberPointer(request.item.arguments, place.pointer)).has(header.ptr)) return fail('origin');
  const input = request.program.inputFields.get(header.ptr);
  if (header.exe !== undefined) return succeed(value);
  if (input === undefined || ports.validator.validate({ schema: input.schema, value }).length > 0) return fail('schema');
  return transientPlaces(input.schema, value).length > 0 ? fail('transient') : succeed(value);
}

async function unseal(unsealer: Unsealer, sealed: string) {
  try {
    return await unsealer.unseal({ sealed });
  } catch (error) {
    if (error instanceof UwfError && error.code === 'UWF-4221') return undefined;
    throw error;
  }
}

/** Input is sealed by who started the run and names no execution; results are sealed by the runner and name theirs. The two never stand in for each other. */
function isForThisCall({ item, program, tenant, runnerId }: OpenArgumentsRequest, header: SealedHeader): boolean {
  const { namespace, name } = item.definition;
  if (header.tid !== tenant || header.def !== `${namespace}/${name}`) return false;
  const isInput = program.inputFields.has(header.ptr);
  if (header.exe === undefined) return isInput && header.sub === item.principal;
  return !isInput && header.exe === item.executionId && header.sub === runnerId;
}

/** The pointer without positions in arrays: the placement speaks of all items of an array at once. */
export function memberPointer(value: JsonValue, pointer: string): string {
  let at: JsonValue | undefined = value;
  let members = '';
  for (const token of pointerTokens(pointer)) {
    if (isJsonArray(at)) {
      at = at[Number(token)];
    } else {
      members = appendPointer(members, token);
      at = isJsonObject(at) ? at[token] : undefined;
    }
  }
  return members;
}

/** The origins that the placement allows at this place or at one that contains it. */
export function allowedOrigins({ placement }: PlacedTask, pointer: string): ReadonlySet<string> {
  const above = Object.entries(placement.argumentOrigins).filter(([place]) => pointer === place || pointer.startsWith(`${place}/`));
  return new Set(above.flatMap(([, origins]) => origins));
}
