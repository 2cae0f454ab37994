import { createDocsPage } from '../http/docs-page.ts';
import { DOCS_POLICY } from '../http/docs-style.ts';
import { createOpenApi } from '../http/openapi.ts';
import type { Operation } from './operation.ts';

/**
 * `GET /docs`: the API for people. Not in the table of operations, since no client calls it and the gateway does not route it; every host that
 * serves the table serves the page beside it.
 */
export function showDocs(operations: readonly Operation[]): Operation {
  const pages = new Map<string, string>();
  const pageOf = (version: string): string => {
    const page = pages.get(version) ?? createDocsPage(createOpenApi(operations, version));
    pages.set(version, page);
    return page;
  };
  return {
    id: 'showDocs',
    method: 'GET',
    path: '/docs',
    summary: 'The API for people',
    description: 'The OpenAPI document as a page.',
    tag: 'service',
    access: { kind: 'public' },
    isIdempotent: false,
    params: {},
    query: {},
    responses: {},
    errors: [],
    handle: async ({ settings }) => ({ status: 200, value: null, html: pageOf(settings.version), headers: { 'content-security-policy': DOCS_POLICY } }),
  };
}
