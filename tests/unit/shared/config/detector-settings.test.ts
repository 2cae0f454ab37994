import { describe, expect, test } from 'vitest';
import { parseProjectConfig } from '#shared/config/project-config.ts';
import { createDetectors } from '#shared/core/egress/detectors.ts';

const TEXT = `
detectors:
  canaries: [drill-2026-11-23]
  nationalIds:
    - name: kz-iin
      mask: '999999999999'
      checksum: mod11
      weights: [1 2 3 4 5 6 7 8 9 10 11, 3 4 5 6 7 8 9 10 11 1 2]
      date: yymmdd
    - { name: pt-nif, mask: '999999999', checksum: mod11-complement, weights: [9 8 7 6 5 4 3 2] }
    - { name: fr-nir, mask: 9 99 99 99 999 999 99, checksum: mod97-complement }
    - { name: us-ssn, mask: 999-99-9999 }
    - { name: in-aadhaar, mask: 9999 9999 9999, checksum: verhoeff }
`;

describe('detectors of the project configuration', () => {
  test('are those that the guard then has', () => {
    const config = parseProjectConfig(TEXT);
    expect(config.ok).toBe(true);
    const created = config.ok ? createDetectors(config.value.detectors) : config;
    expect(created.ok).toBe(true);
    if (!('value' in created) || !('scan' in created.value)) return;
    const { scan } = created.value;
    expect(['870412300555', '501964843', '2 55 08 14 168 025 38', '536-22-1234', '2363 4567 8904', 'Drill 2026 11 23'].map((text) => scan(text).find((name) => name.includes(':') || name === 'canary'))).toEqual([
      'national-id:kz-iin', 'national-id:pt-nif', 'national-id:fr-nir', 'national-id:us-ssn', 'national-id:in-aadhaar', 'canary',
    ]);
  });

  test.each([
    ['{canaries: [short]}', 'detectors.canaries[0]'],
    ['{nationalIds: [{name: Bad Name, mask: "999999"}]}', 'detectors.nationalIds[0]'],
    ['{nationalIds: [{name: a, mask: "999999", checksum: crc}]}', 'detectors.nationalIds[0].checksum'],
    ['{nationalIds: [{name: a, mask: "999999", checksum: mod11}]}', 'detectors.nationalIds[0]'],
    ['{nationalIds: [{name: a, mask: "999999", checksum: mod11, weights: [one]}]}', 'detectors.nationalIds[0].weights[0]'],
    ['{nationalIds: [{name: a, mask: "999999", pattern: x}]}', 'detectors.nationalIds[0].pattern'],
    ['{other: 1}', 'detectors.other'],
  ])('%s is refused at its place', (text, setting) => {
    const config = parseProjectConfig(`detectors: ${text}`);
    expect(config.ok ? [] : config.error.map((problem) => problem.setting)).toContain(setting);
  });
});
