import { UwfError } from '#shared/core/kernel/uwf-error.ts';

/** Errors of the service that say what we asked for is not possible, whenever we ask. */
const REFUSED: ReadonlySet<string> = new Set(['InvalidDefinition', 'InvalidExecutionInput', 'StateMachineTypeNotSupported', 'InvalidName', 'ValidationException']);

/** Name of an error of the SDK; empty for anything else. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

/** The failure as ours. What the service says is not told: it may quote the input. */
export function fromServiceError(error: unknown): UwfError {
  if (error instanceof UwfError) return error;
  const name = nameOf(error);
  const details = { details: { error: name }, cause: error };
  return REFUSED.has(name) ? new UwfError('UWF-4222', `Step Functions does not take it (${name})`, details) : new UwfError('UWF-5010', `Step Functions does not answer (${name})`, details);
}

/** The answer of a call, with its failures as ours. */
export async function ask<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw fromServiceError(error);
  }
}

/** The answer of a call; undefined when it fails by one of these names. */
export async function askUnless<T>(names: readonly string[], call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (names.includes(nameOf(error))) return undefined;
    throw fromServiceError(error);
  }
}
