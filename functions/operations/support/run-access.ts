import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { ADMIN_SCOPE, type OperationCall } from '../operation.ts';

const RUN_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/iu;

/** Whose runs a call may see, as the use cases take it: those of its own principal, or all. */
export function visibilityOf({ principal }: OperationCall): { readonly principal?: string } {
  return principal.scopes.has(ADMIN_SCOPE) ? {} : { principal: principal.subject };
}

/** The run that a path names, for the use cases that check whether it may be seen. Errors: `UWF-4041` when it cannot be the id of any run. */
export function runRequestOf(call: OperationCall): { readonly executionId: string; readonly principal?: string } {
  const executionId = call.params['id'] ?? '';
  if (!RUN_ID.test(executionId)) throw new UwfError('UWF-4041');
  return { executionId: executionId.toLowerCase(), ...visibilityOf(call) };
}
