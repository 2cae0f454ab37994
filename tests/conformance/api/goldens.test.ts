import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { httpDuties } from '#functions/aws/duties.ts';
import { createGatewayTemplate } from '#functions/http/gateway-template.ts';
import { createOpenApi } from '#functions/http/openapi.ts';
import { operations } from '#functions/operations/table.ts';

/** The version is that of the golden, so that a release does not change it. */
const GOLDEN_VERSION = '0.0.0-golden';

describe('what is made of the table of operations', () => {
  test('as OpenAPI is the golden (write it anew with vitest -u, and review it)', async () => {
    await expect(`${JSON.stringify(createOpenApi(operations, GOLDEN_VERSION), null, 2)}\n`).toMatchFileSnapshot('openapi.golden.json');
  });

  test('as resources of API Gateway stands in infra/aws/api.yml (npm run goldens), where serverless.yml takes it from', async () => {
    expect(parse(await readFile('infra/aws/api.yml', 'utf8'))).toEqual(createGatewayTemplate(operations, httpDuties));
    expect(await readFile('serverless.yml', 'utf8')).toContain('${file(infra/aws/api.yml)}');
  });
});
