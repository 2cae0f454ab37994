import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { uwf } from '#tests/support/cli.ts';
import { kafkaFiles } from '../../../../infra/build/kafka-files.ts';

const ROOT = new URL('../../../..', import.meta.url).pathname;

test('infra/kafka holds what is made from the configuration of this project', async () => {
  for (const { path, content } of await kafkaFiles(ROOT)) expect(readFileSync(join(ROOT, path), 'utf8'), path).toBe(content);
});

test('and that is what the command prints', async () => {
  const { stdout } = await uwf(['kafka', 'topics', '-o', 'yaml'], { folder: ROOT });
  const files = await kafkaFiles(ROOT);
  expect(parse(stdout)).toEqual(Object.assign({}, ...files.map(({ content }): unknown => parse(content))));
});
