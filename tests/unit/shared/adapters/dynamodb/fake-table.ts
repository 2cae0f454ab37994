import type { Table } from '#shared/adapters/dynamodb/table.ts';

/** A table that nobody may ask: a test replaces what it needs. */
export function unreachableTable(): Table {
  const refuse = async (): Promise<never> => {
    throw new Error('nobody asks for this');
  };
  return { get: refuse, getAll: refuse, put: refuse, update: refuse, remove: refuse, transact: refuse, query: refuse, count: refuse };
}
