import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeNotRun } from '#tests/support/not-run.ts';

const LAYER = join(process.cwd(), 'infra', 'aws', 'layer');
const NATIVE = join('build', 'Release', 'node-librdkafka.node');
/** Of Lambda: all layers of a function and the function itself, unzipped. */
const UNZIPPED_BYTES_MAX = 250 * 1024 * 1024;
/** Of the layer: what 3.6.1 has, and some room. */
const LAYER_BYTES_MAX = 32 * 1024 * 1024;

/** Everything that it is, by somebody else's program. */
const LIST = 'import sys, json, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nprint(json.dumps([[i.filename, i.file_size] for i in z.infolist()]))\nz.extractall(sys.argv[2])';

/** What makes the native parts small. */
const STRIP = 'strip';

function hasStrip(): boolean {
  try {
    execFileSync(STRIP, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

if (!existsSync(join('node_modules', 'node-rdkafka', NATIVE))) describeNotRun('the layer with the client of Kafka', 'node-rdkafka has no native part: node bin/bootstrap.mjs native');
else if (!hasStrip()) describeNotRun('the layer with the client of Kafka', 'there is no strip');
else {
  describe('the layer with the client of Kafka, from what is built on this machine', () => {
    let folder = '';
    let files: readonly (readonly [string, number])[] = [];
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'uwf-layer-'));
      execFileSync('sh', [join(LAYER, 'build.sh'), join(process.cwd(), 'node_modules'), join(folder, 'layer')], { stdio: ['ignore', 'ignore', 'pipe'] });
      execFileSync(process.execPath, [join('infra', 'build', 'zip-folder.mjs'), join(folder, 'layer'), join(folder, 'layer.zip')]);
      files = JSON.parse(execFileSync('python3', ['-c', LIST, join(folder, 'layer.zip'), join(folder, 'opt')], { encoding: 'utf8' }));
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    test('lies where Lambda looks for modules and libraries, and holds nothing of the build', () => {
      const names = files.map(([name]) => name);
      expect(names).toContain(`nodejs/node_modules/node-rdkafka/${NATIVE}`);
      expect(names.filter((name) => !/^(?:nodejs\/node_modules\/(?:node-rdkafka|bindings|file-uri-to-path)\/|lib\/)/u.test(name))).toEqual([]);
      expect(names.filter((name) => /\.(?:a|o|h|c|cpp|mk)$|obj\.target|\/test\//u.test(name))).toEqual([]);
    });

    test('leaves room for the function', () => {
      const bytes = files.reduce((sum, [, size]) => sum + size, 0);
      expect(bytes).toBeGreaterThan(1024 * 1024);
      expect(bytes).toBeLessThan(Math.min(LAYER_BYTES_MAX, UNZIPPED_BYTES_MAX));
    });

    test('loads from the unzipped folder alone, and can do what the door asks of it', () => {
      const script = "const { Producer, features } = require('node-rdkafka'); console.log(JSON.stringify([typeof Producer, features, Object.keys(require.cache).filter((path) => path.includes('node_modules'))]))";
      const told = execFileSync(process.execPath, ['-e', script], { encoding: 'utf8', cwd: folder, env: { PATH: process.env['PATH'], NODE_PATH: join(folder, 'opt', 'nodejs', 'node_modules') } });
      const [kind, features, loaded]: readonly [string, readonly string[], readonly string[]] = JSON.parse(told);
      expect(kind).toBe('function');
      expect(features).toEqual(expect.arrayContaining(['ssl', 'sasl_scram']));
      expect(loaded.length).toBeGreaterThan(5);
      expect(loaded.filter((path) => !path.startsWith(join(folder, 'opt')))).toEqual([]);
    });
  });
}

/** What cannot be built on this machine is at least held together: there is neither Docker nor an arm64 here. */
describe('the image that builds it', () => {
  const dockerfile = readFileSync(join(LAYER, 'Dockerfile'), 'utf8');

  test('installs the version that the project has', () => {
    const own = JSON.parse(readFileSync('package.json', 'utf8')).optionalDependencies['node-rdkafka'];
    expect(JSON.parse(readFileSync(join(LAYER, 'package.json'), 'utf8')).dependencies).toEqual({ 'node-rdkafka': own });
    expect(JSON.parse(readFileSync(join(LAYER, 'package-lock.json'), 'utf8')).packages['node_modules/node-rdkafka'].version).toBe(own);
  });

  test('copies only files that there are, and is the one of the functions', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gmu)].flatMap(([, names = '']) => names.split(' '));
    expect(copied.length).toBeGreaterThan(3);
    expect(copied.filter((name) => !existsSync(name))).toEqual([]);
    expect(copied).toEqual(expect.arrayContaining(['infra/aws/layer/build.sh', 'infra/build/zip-folder.mjs', 'infra/build/aws/zip.mjs']));
    expect(dockerfile).toContain('lambda/nodejs:22-arm64');
  });
});
