import type { ExecutionRecord, ListExecutions } from '#shared/ports/execution-store.ts';

/** True when all conditions of a list hold but that of the principal, which {@link isListed} asks for as well. */
export function matches(record: Pick<ExecutionRecord, 'status' | 'definition'>, { status, definition }: ListExecutions): boolean {
  if (status !== undefined && record.status !== status) return false;
  if (definition === undefined) return true;
  const { namespace, name, version } = record.definition;
  return name === definition.name && (definition.namespace ?? namespace) === namespace && (definition.version ?? version) === version;
}

/** True when all conditions of a list hold. */
export function isListed(record: ExecutionRecord, request: ListExecutions): boolean {
  return (request.principal ?? record.principal) === record.principal && matches(record, request);
}

/** The order of lists: the newest first, those of one moment by id. */
export function newestFirst(left: { readonly createdAt: number; readonly id: string }, right: { readonly createdAt: number; readonly id: string }): number {
  if (left.createdAt !== right.createdAt) return right.createdAt - left.createdAt;
  return left.id === right.id ? 0 : left.id < right.id ? 1 : -1;
}
