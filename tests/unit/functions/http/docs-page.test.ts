import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createDocsPage } from '#functions/http/docs-page.ts';
import { createOpenApi } from '#functions/http/openapi.ts';
import { createApi } from '#functions/middleware/chain.ts';
import { operations } from '#functions/operations/table.ts';
import { isJsonObject } from '#shared/core/kernel/json.ts';
import { createTestPorts } from '#tests/support/api/test-api.ts';

const document = createOpenApi(operations, '1.2.3');
const page = createDocsPage(document);

describe('the page of the API', () => {
  test('has every operation with a heading that its link leads to, its summary and its scope', () => {
    for (const { id, method, path, summary, access } of operations) {
      expect(page).toContain(`<a href="#${id}">`);
      expect(page).toContain(`<h3 id="${id}"><code><span class="${method}">${method}</span> ${path}</code></h3>`);
      expect(page).toContain(`<strong>${summary.replaceAll("'", '&#39;')}.</strong>`);
      if (access.kind === 'scope') expect(page).toContain(`Needs a token with the scope ${access.scope}.`);
    }
  });

  test('has every shared schema, and every link inside of it leads somewhere', () => {
    const schemas = isJsonObject(document['components']) && isJsonObject(document['components']['schemas']) ? Object.keys(document['components']['schemas']) : [];
    expect(schemas.length).toBeGreaterThan(5);
    for (const name of schemas) expect(page).toContain(`id="schema-${name}"`);
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/gu)].map((match) => match[1]));
    for (const [, target] of page.matchAll(/ href="#([^"]+)"/gu)) expect(ids).toContain(target);
    expect(ids.size).toBe([...page.matchAll(/ id="/gu)].length);
  });

  test('needs nothing from elsewhere: no script, no address outside', () => {
    expect(page).not.toMatch(/<script|<link|<img|<iframe|\bsrc=|\bon\w+=/u);
    expect([...page.matchAll(/href="([^"#][^"]*)"/gu)].map((match) => match[1])).toEqual(['/openapi.json']);
  });

  test('can be used without eyes: language, landmarks, headings in order, captions and headers of tables', () => {
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/u);
    for (const landmark of ['<header>', '<nav aria-label=', '<main id=']) expect(page).toContain(landmark);
    const levels = [...page.matchAll(/<h([1-6])[ >]/gu)].map((match) => Number(match[1]));
    expect(levels[0]).toBe(1);
    levels.reduce((before, level) => {
      expect(level - before).toBeLessThanOrEqual(1);
      return level;
    });
    expect([...page.matchAll(/<table><caption>/gu)].length).toBe([...page.matchAll(/<table/gu)].length);
  });

  test('closes what it opens', () => {
    const open: string[] = [];
    for (const [, close, name] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*>/gu)) {
      if (name === undefined || name === 'meta') continue;
      if (close === '') open.push(name);
      else expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
  });

  test('shows text from the document as text, never as markup', () => {
    const evil = { ...document, info: { title: '<script>alert(1)</script>', version: '"><img>', description: '&amp;' } };
    const shown = createDocsPage(evil);
    expect(shown).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(shown).toContain('&amp;amp;');
    expect(shown).not.toContain('<script>');
  });
});

describe('GET /docs', () => {
  test('answers with the page under a policy that allows its own style and nothing else', async () => {
    const { ports } = await createTestPorts();
    const answer = await createApi(operations, ports)({ method: 'GET', path: '/docs', query: '', headers: new Map(), body: { kind: 'bytes', bytes: new Uint8Array() } });
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    const style = /<style>([^<]*)<\/style>/u.exec(answer.body)?.[1] ?? '';
    expect(answer.headers['content-security-policy']).toContain(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`);
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'x-request-id': expect.any(String) });
  });

  test('is not part of the API that the document describes', () => {
    expect(JSON.stringify(document['paths'])).not.toContain('"/docs"');
  });

  test('takes no other method and no query', async () => {
    const { ports } = await createTestPorts();
    const send = createApi(operations, ports);
    const request = { method: 'POST', path: '/docs', query: '', headers: new Map(), body: { kind: 'bytes', bytes: new Uint8Array() } } as const;
    expect((await send(request)).status).toBe(405);
    expect((await send({ ...request, method: 'GET', query: 'x=1' })).status).toBe(400);
  });
});
