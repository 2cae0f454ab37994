import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { catalogueOf } from '#onprem-runner/handlers/catalogue.ts';
import { loadHandlers } from '#onprem-runner/handlers/load-handlers.ts';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';

const validator = createSchemaValidator();
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uwf-handlers-test-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function load(files: Record<string, string>) {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return loadHandlers(folder, { validator, cacheFolder: join(folder, '.cache') });
}

async function problemsOf(files: Record<string, string>): Promise<readonly { readonly file: string; readonly message: string }[]> {
  const error = await load(files).then(
    () => ({ details: { problems: [] } }),
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ details: { problems: expect.any(Array) } });
  return (error as { details: { problems: { file: string; message: string }[] } }).details.problems;
}

const HANDLER = `{
  name: 'double', version: '1.0.0', description: 'Doubles',
  input: { type: 'number' }, output: { type: 'object', additionalProperties: false, properties: { twice: { type: 'number' } } },
  errors: { TOO_LARGE: { status: 400, title: 'Too large', retryable: false } },
  declassify: [{ path: '/twice', to: 2, purpose: 'test', method: 'range' }],
  effect: 'local', timeoutSeconds: 5,
  handle: (input) => ({ twice: input * 2 }),
}`;

describe('loadHandlers()', () => {
  test('compiles TypeScript that imports defineHandler and its own modules, wherever the folder is', async () => {
    const handlers = await load({
      'double.ts': `import { defineHandler } from '#onprem-runner/handlers/define-handler.ts';
        import { factor } from './lib/factor.ts';
        interface Output { readonly twice: number }
        export const double = defineHandler<number, Output, 'TOO_LARGE'>({ ...${HANDLER}, handle: (input: number): Output => ({ twice: input * factor }) });`,
      'lib/factor.ts': 'export const factor: number = 2;',
    });
    expect(handlers.map(({ name, version }) => `${name}:${version}`)).toEqual(['double:1.0.0']);
    expect(await handlers[0]?.handle(21, {} as never)).toEqual({ twice: 42 });
  });

  test('takes plain JavaScript, several handlers of one module, and passes over what is not a handler', async () => {
    const handlers = await load({
      'a.mjs': `export const one = ${HANDLER}; export const two = { ...one, version: '1.1.0' }; export const helper = 7;`,
      'b.js': `import { createHash } from 'node:crypto'; export const three = { ...${HANDLER}, name: 'three', handle: () => createHash('sha256') };`,
      'c.test.ts': 'this is not code',
      'd.d.ts': 'export {};',
      '_shared.ts': 'this is not code',
      'README.md': 'text',
    });
    expect(handlers.map(({ name, version }) => `${name}:${version}`)).toEqual(['double:1.0.0', 'double:1.1.0', 'three:1.0.0']);
  });

  test('takes the new code of a file that has changed', async () => {
    await load({ 'a.mjs': `export const a = { ...${HANDLER}, handle: () => 1 };` });
    const [changed] = await load({ 'a.mjs': `export const a = { ...${HANDLER}, handle: () => 2 };` });
    expect(await changed?.handle(null, {} as never)).toBe(2);
  });

  test('tells every problem of every file, by name', async () => {
    const problems = await problemsOf({
      'broken.ts': 'export const a = {;',
      'empty.ts': 'export const a = 1;',
      'missing.ts': "import { x } from './nowhere.ts'; export const a = x;",
      'throws.mjs': "throw new Error('no licence');",
      'open.mjs': `export const a = { ...${HANDLER}, name: 'open', output: { type: 'object' } };`,
      'schema.mjs': `export const a = { ...${HANDLER}, name: 'schema', input: { type: 'no such type' } };`,
    });
    expect(problems.map(({ file }) => file)).toEqual(['broken.ts', 'empty.ts', 'missing.ts', 'open.mjs', 'open.mjs', 'schema.mjs', 'throws.mjs']);
    const byFile = new Map(problems.map(({ file, message }) => [file, message]));
    expect(byFile.get('broken.ts')).toMatch(/^broken\.ts:1:/u);
    expect(byFile.get('missing.ts')).toContain('./nowhere.ts');
    expect(byFile.get('throws.mjs')).toContain('no licence');
    expect(byFile.get('schema.mjs')).toContain('/input');
  });

  test('refuses the same function twice', async () => {
    const problems = await problemsOf({ 'a.mjs': `export const a = ${HANDLER};`, 'b.mjs': `export const b = ${HANDLER};` });
    expect(problems).toEqual([{ file: 'b.mjs', message: 'double:1.0.0 is exported more than once' }]);
  });

  test.each([
    ['/name', `name: 'Double'`],
    ['/version', `version: '1.0'`],
    ['/description', `description: 7`],
    ['/input', `input: true`],
    ['/output', `output: { type: 'object', properties: { a: { type: 'object', properties: {} } }, additionalProperties: false }, declassify: []`],
    ['/errors', `errors: []`],
    ['/errors/lower', `errors: { lower: { status: 400, title: 'x', retryable: true } }`],
    ['/errors/A/status', `errors: { A: { status: 200, title: 'x', retryable: true } }`],
    ['/errors/A/title', `errors: { A: { status: 400, title: '', retryable: true } }`],
    ['/errors/A/retryable', `errors: { A: { status: 400, title: 'x', retryable: 'yes' } }`],
    ['/errors/A', `errors: { A: { status: 400, title: 'x', retryable: true, detail: 'x' } }`],
    ['/declassify/0/path', `declassify: [{ path: '/none', to: 2, purpose: 'x', method: 'enum' }]`],
    ['/declassify/0/to', `declassify: [{ path: '/twice', to: 1, purpose: 'x', method: 'enum' }]`],
    ['/declassify/0/purpose', `declassify: [{ path: '/twice', to: 2, purpose: '', method: 'enum' }]`],
    ['/declassify/0/method', `declassify: [{ path: '/twice', to: 2, purpose: 'x', method: 'hash' }]`],
    ['/declassify/0/expires', `declassify: [{ path: '/twice', to: 2, purpose: 'x', method: 'enum', expires: 'soon' }]`],
    ['/effect', `effect: 'none'`],
    ['/timeoutSeconds', `timeoutSeconds: 0`],
    ['/handle', `handle: 'function'`],
    ['/outputs', `outputs: {}`],
  ])('refuses a wrong %s', async (pointer, member) => {
    const problems = await problemsOf({ 'a.mjs': `export const a = { ...${HANDLER}, ${member} };` });
    expect(problems.map(({ message }) => message.split(' ')[0])).toContain(pointer === '/output' ? '/output/properties/a' : pointer);
  });

  test('refuses a handler that is not JSON except for its function', async () => {
    const problems = await problemsOf({ 'a.mjs': `export const a = { ...${HANDLER}, timeoutSeconds: 5n };` });
    expect(problems).toMatchObject([{ file: 'a.mjs' }]);
  });

  test('says when there is no folder', async () => {
    await expect(loadHandlers(join(folder, 'none'), { validator })).rejects.toMatchObject({ code: 'UWF-5005' });
  });
});

describe('catalogueOf()', () => {
  test('gives the public half, ordered, without code', async () => {
    const handlers = await load({ 'a.mjs': `export const b = { ...${HANDLER}, name: 'zeta' }; export const a = ${HANDLER};` });
    const catalogue = catalogueOf(handlers);
    expect(catalogue.map(({ name }) => name)).toEqual(['double', 'zeta']);
    expect(JSON.parse(JSON.stringify(catalogue))).toEqual(catalogue);
    expect(catalogue[0]).toEqual({
      name: 'double',
      version: '1.0.0',
      description: 'Doubles',
      zone: 'on-prem',
      input: { type: 'number' },
      output: { type: 'object', additionalProperties: false, properties: { twice: { type: 'number' } } },
      errors: [{ code: 'TOO_LARGE', status: 400, title: 'Too large', retryable: false }],
      declassify: [{ path: '/twice', to: 2, purpose: 'test', method: 'range' }],
      timeoutSeconds: 5,
    });
  });
});
