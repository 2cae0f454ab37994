import type { CloudSettings } from '#functions/cloud/settings.ts';

/** Settings of a project as they are packaged. */
export function cloudSettings(more: Partial<CloudSettings> = {}): CloudSettings {
  return {
    form: 1,
    version: '0.0.0-test',
    environment: 'test',
    tenant: 'bank',
    target: { name: 'azure', runtime: 'durable-functions', zone: 'private-cloud' },
    catalogue: [],
    sealingKeys: [],
    egressHosts: [],
    party: 'cloud',
    site: 'site-1',
    ...more,
  };
}
