import { isDeepStrictEqual } from 'node:util';
import type { DeploymentTarget } from '#shared/core/compiler/model.ts';
import type { CatalogueEntry } from '#shared/core/definition/catalogue-entry.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { SealingKey } from '../ports.ts';

/** Name of the file beside each bundle. */
export const SETTINGS_FILE = 'settings.json';

/**
 * What a project says of itself (`uwf.config.yaml`), as it is packaged with the functions of a cloud: public, the same in each stage, and nothing that
 * only a deployment knows. Those settings are in the environment.
 */
export interface CloudSettings {
  /** Number of this form. */
  readonly form: 1;
  /** Version of this product. */
  readonly version: string;
  readonly environment: string;
  readonly tenant: string;
  readonly target: DeploymentTarget;
  /** Public halves of the functions that definitions may call. */
  readonly catalogue: readonly CatalogueEntry[];
  /** The bank's public keys for sealing, the one to be used first. */
  readonly sealingKeys: readonly SealingKey[];
  /** Hosts that tasks of the cloud, and documents that definitions need, may be at. */
  readonly egressHosts: readonly string[];
  /** Name of the cloud side, and of the runner site inside the bank. */
  readonly party: string;
  readonly site: string;
  /** Steps that may wait for the bank before starts are turned away; absent: as the default is. */
  readonly backlogMax?: number;
}

const MEMBERS = ['form', 'version', 'environment', 'tenant', 'target', 'catalogue', 'sealingKeys', 'egressHosts', 'party', 'site'];

/** Reads the packaged file. It was written by the packaging of the same version, so that its form is checked and not each of its members. Errors: `UWF-5005`. */
export function parseCloudSettings(text: string): CloudSettings {
  const value: unknown = readJson(text);
  if (!isSettings(value)) throw new UwfError('UWF-5005', `${SETTINGS_FILE}: expected what the packaging of this version writes`);
  return value;
}

function isSettings(value: unknown): value is CloudSettings {
  if (typeof value !== 'object' || value === null || !('form' in value) || value.form !== 1) return false;
  const names = Object.keys(value).filter((name) => name !== 'backlogMax');
  return isDeepStrictEqual(new Set(names), new Set(MEMBERS));
}

function readJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
