import { describe, expect, test } from 'vitest';
import { deployTarget } from '#onprem-runner/deploy/deploy-target.ts';
import { defaultProjectConfig } from '#shared/config/project-config.ts';
import type { DeploymentTarget } from '#shared/core/compiler/model.ts';

const engine: DeploymentTarget = { name: 'private-cloud', runtime: 'engine', zone: 'private-cloud' };
const second: DeploymentTarget = { name: 'second', runtime: 'engine', zone: 'public-cloud' };
const aws: DeploymentTarget = { name: 'aws', runtime: 'step-functions', zone: 'private-cloud' };
const bank: DeploymentTarget = { name: 'bank', runtime: 'durable-functions', zone: 'on-prem' };
const config = { ...defaultProjectConfig(), targets: [engine, second, aws, bank], defaultTarget: 'private-cloud' };

describe('deployTarget()', () => {
  test.each([
    ['aws', aws],
    ['second', second],
    ['public-cloud', { name: 'public-cloud', runtime: 'engine', zone: 'public-cloud' }],
    ['engine', engine],
    ['step-functions', aws],
  ])('%s is a target', (name, expected) => {
    expect(deployTarget(config, name)).toEqual(expected);
  });

  test.each([
    ['moon', 'UWF-6002'],
    ['bank', 'UWF-6023'],
    ['on-prem', 'UWF-6023'],
    ['durable-functions', 'UWF-6023'],
  ])('%s is none', (name, code) => {
    expect(() => deployTarget(config, name)).toThrow(expect.objectContaining({ code }));
  });

  test('a runtime that several targets have is no name unless the default has it', () => {
    expect(() => deployTarget({ ...config, defaultTarget: 'aws' }, 'engine')).toThrow(expect.objectContaining({ code: 'UWF-6002', message: expect.stringContaining('private-cloud, second') }));
  });
});
