import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseCloudSettings } from '#functions/cloud/settings.ts';
import { cloudSettingsOf, targetOf } from '#onprem-runner/deploy/cloud-settings.ts';
import { generateSealingKey, toPublicKeySet } from '#shared/adapters/jose/index.ts';
import { defaultProjectConfig } from '#shared/config/project-config.ts';
import type { DeploymentTarget } from '#shared/core/compiler/model.ts';

const AWS: DeploymentTarget = { name: 'aws', runtime: 'step-functions', zone: 'private-cloud' };

function projectOf(more: Partial<ReturnType<typeof defaultProjectConfig>> = {}) {
  return { folder: mkdtempSync(join(tmpdir(), 'uwf-cloud-settings-')), config: { ...defaultProjectConfig(), targets: [AWS], ...more } };
}

describe('cloudSettingsOf()', () => {
  test('what it makes is what the functions read', async () => {
    const key = await generateSealingKey();
    const project = projectOf({ sealingKeys: 'bank.json', door: { backlogMax: 7 }, egress: { hosts: ['api.example'] } });
    writeFileSync(join(project.folder, 'bank.json'), JSON.stringify(toPublicKeySet([key])));
    const settings = await cloudSettingsOf({ project, target: AWS, catalogue: [], version: '1.2.3' });
    expect(settings).toMatchObject({ target: AWS, party: 'cloud', site: 'runner-1', backlogMax: 7, egressHosts: ['api.example'], sealingKeys: [{ kid: key.kid }] });
    expect(parseCloudSettings(JSON.stringify(settings))).toEqual(settings);
    expect(JSON.stringify(settings)).not.toContain(key.d);
  });

  test('a file that holds no key is refused by the name of the setting', async () => {
    await expect(cloudSettingsOf({ project: projectOf({ sealingKeys: 'none.json' }), target: AWS, catalogue: [], version: '1' })).rejects.toMatchObject({ code: 'UWF-5005', message: expect.stringContaining('sealingKeys') as string });
  });
});

test.each(['', '{}', 'null', '{"form":2}', '{"form":1,"version":"1"}'])('settings that are something else are refused: %s', (text) => {
  expect(() => parseCloudSettings(text)).toThrow(expect.objectContaining({ code: 'UWF-5005' }));
});

describe('targetOf()', () => {
  test('is the only target of a runtime, or the one that is named', () => {
    expect(targetOf({ project: projectOf(), runtime: 'step-functions' })).toBe(AWS);
    const second = { ...AWS, name: 'second' };
    expect(targetOf({ project: projectOf({ targets: [AWS, second] }), runtime: 'step-functions', name: 'second' })).toBe(second);
  });

  test.each([
    ['none', [], undefined],
    ['several', [AWS, { ...AWS, name: 'second' }], undefined],
    ['another name', [AWS], 'third'],
    ['the bank', [{ ...AWS, zone: 'on-prem' as const }], undefined],
  ])('%s is refused', (_what, targets, name) => {
    expect(() => targetOf({ project: projectOf({ targets }), runtime: 'step-functions', ...(name === undefined ? {} : { name }) })).toThrow(expect.objectContaining({ code: 'UWF-5005' }));
  });
});
