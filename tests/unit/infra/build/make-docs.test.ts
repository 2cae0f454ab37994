import { describe, expect, test } from 'vitest';
import { ERROR_NAMES } from '#shared/core/asl/error-names.ts';
import { diagnosticCatalogue } from '#shared/core/kernel/diagnostic.ts';
import { operationErrorCatalogue } from '#shared/core/kernel/error-catalogue.ts';
import { commandErrorCatalogue } from '#onprem-runner/output/command-error.ts';
import { makeErrorsDocument } from '../../../../infra/build/make-docs.ts';

const document = makeErrorsDocument();

describe('docs/errors.md', () => {
  test('has a row for every code and name that exists', () => {
    const codes = [operationErrorCatalogue, commandErrorCatalogue].flatMap((catalogue) => Object.keys(catalogue));
    expect(codes.filter((code) => !document.includes(`\n| ${code} |`))).toEqual([]);
    expect(Object.keys(diagnosticCatalogue).filter((code) => !document.includes(`\n| [${code}](errors/${code}.md) |`))).toEqual([]);
    expect(Object.values(ERROR_NAMES).filter((name) => !document.includes(`\n| \`${name}\` |`))).toEqual([]);
  });

  test('has every code once, so that no two catalogues share one', () => {
    const rows = document.match(/^\| \[?UWF-\d{4}/gm) ?? [];
    expect(new Set(rows).size).toBe(rows.length);
  });

  test('has as many cells in every row of a table as in its head', () => {
    const tables = document.split('\n\n').filter((part) => part.startsWith('|'));
    const widths = tables.map((table) => new Set(table.trim().split('\n').map((row) => row.replaceAll('\\|', '').split('|').length)).size);
    expect(widths).toEqual(tables.map(() => 1));
  });
});
