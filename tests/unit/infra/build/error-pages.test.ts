import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { diagnosticCatalogue } from '#shared/core/kernel/diagnostic.ts';
import { goldenCases } from '#tests/conformance/compiler/goldens.ts';
import { errorPages } from '../../../../infra/build/error-pages.ts';

const pages = new Map((await errorPages()).map(({ path, content }) => [path, content]));

describe('docs/errors/*.md', () => {
  test('has a page for every code, and none for a code that is gone', () => {
    const names = Object.keys(diagnosticCatalogue).map((code) => `${code}.md`).sort();
    expect([...pages.keys()]).toEqual(names.map((name) => `docs/errors/${name}`));
    expect(readdirSync('docs/errors').sort()).toEqual(names);
  });

  test.each(Object.entries(diagnosticCatalogue))('says what %s means and what to do', (code, { title, wayOut }) => {
    const page = pages.get(`docs/errors/${code}.md`) ?? '';
    expect(page).toContain(`# ${code}: ${title}\n`);
    expect(page).toContain(`**Way out.** ${wayOut}\n`);
    expect(page).toContain('`uwf workflow validate` ends with');
  });

  test.each(goldenCases('invalid').map(({ slug }) => slug))('shows the document %s with what is said of it', (slug) => {
    const page = pages.get(`docs/errors/${slug.slice(0, 'UWF-0000'.length)}.md`) ?? '';
    expect(page).toContain('## Example');
    expect(page).toMatch(/(?:error|warning)\[UWF-\d{4}\]/u);
    expect(page).toContain('way out:');
  });
});
