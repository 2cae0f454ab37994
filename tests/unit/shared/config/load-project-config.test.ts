import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadProject, projectPath } from '#shared/config/load-project-config.ts';
import { defaultProjectConfig } from '#shared/config/project-config.ts';

describe('loadProject()', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'uwf-config-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('uses the defaults where a folder has no configuration', () => {
    expect(loadProject({ folder })).toEqual({ folder, config: defaultProjectConfig() });
  });

  test('refuses a file that was asked for and is not there', () => {
    expect(() => loadProject({ folder, file: 'gone.yaml' })).toThrow(expect.objectContaining({ code: 'UWF-5005' }));
  });

  test('lists all problems of a file in one error, by setting', () => {
    writeFileSync(join(folder, 'bad.yaml'), 'tenant: A B\nfoo: 1\n');
    expect(() => loadProject({ folder, file: 'bad.yaml' })).toThrow(/tenant: expected .*\nfoo: expected no such key/);
  });

  test("starts the configuration's paths from its own folder", () => {
    writeFileSync(join(folder, 'good.yaml'), 'tenant: x\n');
    const project = loadProject({ folder: tmpdir(), file: join(folder, 'good.yaml') });
    expect(projectPath(project, 'handlers')).toBe(join(folder, 'handlers'));
    expect(projectPath(project, '/absolute')).toBe('/absolute');
  });

  test('reads the configuration of this repository', () => {
    const { config } = loadProject({ folder: process.cwd() });
    expect(config.defaultTarget).toBe('private-cloud');
    expect(config.targets.map(({ runtime, zone }) => [runtime, zone])).toEqual([['engine', 'private-cloud'], ['engine', 'public-cloud'], ['engine', 'on-prem'], ['step-functions', 'private-cloud'], ['durable-functions', 'private-cloud']]);
  });
});
