import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createGatewayTemplate } from '#functions/http/gateway-template.ts';
import { createOpenApi } from '#functions/http/openapi.ts';
import { operations } from '#functions/operations/table.ts';

/** The version is that of the golden, so that a release does not change it. */
const GOLDEN_VERSION = '0.0.0-golden';

describe('what is made of the table of operations', () => {
  test('as OpenAPI is the golden (write it anew with vitest -u, and review it)', async () => {
    await expect(`${JSON.stringify(createOpenApi(operations, GOLDEN_VERSION), null, 2)}\n`).toMatchFileSnapshot('openapi.golden.json');
  });

  test('as resources of API Gateway stands in serverless.yml', async () => {
    const document: { readonly resources: unknown; readonly functions?: unknown } = parse(await readFile('serverless.yml', 'utf8'));
    expect(document.resources).toEqual(createGatewayTemplate(operations));
    expect(document.functions).toBeUndefined();
  });
});
