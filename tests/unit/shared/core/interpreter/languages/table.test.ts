import { expect, test } from 'vitest';
import { languageTable } from '#shared/core/interpreter/languages/table.ts';

test('each language stands under its own name', () => {
  expect(Object.entries(languageTable).map(([name, language]) => [name, language.name])).toEqual([
    ['JSONata', 'JSONata'],
    ['JSONPath', 'JSONPath'],
  ]);
});
