import { operations } from '../operations/table.ts';
import { runOperations } from '../operations/run-table.ts';

/** Functions that serve the HTTP API. `registry` has the whole table, and answers whatever no route names. */
export type HttpDuty = 'workflows' | 'registry';

/** Which function serves which operation, by its id. `workflows` has no compiler and no right to make state machines. */
export const httpDuties: ReadonlyMap<string, HttpDuty> = new Map(operations.map((operation) => [operation.id, runOperations.includes(operation) ? 'workflows' : 'registry']));
