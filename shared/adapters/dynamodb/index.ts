import type { DefinitionStore } from '#shared/ports/definition-store.ts';
import type { ExecutionIndex } from '#shared/ports/execution-index.ts';
import type { StepStore } from '#shared/ports/step-store.ts';
import { createClient } from './client.ts';
import { checkOptions, type DynamoOptions } from './config.ts';
import { createDynamoDefinitionStore } from './definition-store.ts';
import { createDynamoExecutionIndex } from './execution-index.ts';
import { KEEP_MS_DEFAULT } from './limits.ts';
import { createDynamoStepStore } from './step-store.ts';
import { openTable, type Table } from './table.ts';
import { tableName, type TableSuffix } from './tables.ts';

export type { DynamoOptions } from './config.ts';
export { DYNAMO_TABLES, tableName, type IndexDefinition, type TableDefinition, type TableSuffix } from './tables.ts';

/** The stores of the cloud side in DynamoDB. Tables are made by the deployment; what is not used of a store asks for no right to its table. */
export interface DynamoPorts {
  readonly executionIndex: ExecutionIndex;
  readonly stepStore: StepStore;
  readonly definitionStore: DefinitionStore;
  /** Closes all connections. */
  close(): Promise<void>;
}

/** Gives the ports; the first call of one connects. Errors: `UWF-5005` (options). */
export function openDynamo(options: DynamoOptions): DynamoPorts {
  checkOptions(options);
  const client = createClient(options);
  const { tablePrefix, keepMs = KEEP_MS_DEFAULT, now = Date.now } = options;
  const open = (suffix: TableSuffix): Table => openTable(client, tableName(tablePrefix, suffix));
  return {
    executionIndex: createDynamoExecutionIndex(open('executions'), keepMs),
    stepStore: createDynamoStepStore(open('steps'), { keepMs, now }),
    definitionStore: createDynamoDefinitionStore(open('definitions')),
    close: async () => client.destroy(),
  };
}
