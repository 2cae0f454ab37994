import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DYNAMO_TABLES, tableName, type TableDefinition } from '#shared/adapters/dynamodb/index.ts';

const FOLDER = new URL('../../../../../shared/adapters/dynamodb/', import.meta.url);

describe('the tables', () => {
  test('are called by a prefix', () => {
    expect(DYNAMO_TABLES.map(({ suffix }) => tableName('uwf-prod', suffix))).toEqual(['uwf-prod-executions', 'uwf-prod-steps', 'uwf-prod-definitions']);
  });

  test('stay within what the service allows', () => {
    const tables: readonly TableDefinition[] = DYNAMO_TABLES;
    for (const { keys, indexes } of tables) {
      expect(keys.length).toBeLessThanOrEqual(2);
      expect(indexes.length).toBeLessThanOrEqual(20);
      expect(indexes.reduce((sum, { include }) => sum + include.length, 0)).toBeLessThanOrEqual(100);
      for (const index of indexes) expect(index.include.filter((name) => [...keys, ...index.keys].includes(name))).toEqual([]);
    }
  });

  test('are never scanned', () => {
    const source = readdirSync(FOLDER).map((file) => readFileSync(new URL(file, FOLDER), 'utf8')).join('\n');
    expect(source).toMatch(/QueryCommand/);
    expect(source).not.toMatch(/ScanCommand|ExecuteStatement/);
  });
});
