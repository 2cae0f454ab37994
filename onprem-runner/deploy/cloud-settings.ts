import type { CloudSettings } from '#functions/cloud/settings.ts';
import { projectPath, type Project } from '#shared/config/load-project-config.ts';
import { defaultRunnerSettings } from '#shared/config/runner-settings.ts';
import type { DeploymentTarget } from '#shared/core/compiler/model.ts';
import type { CatalogueEntry } from '#shared/core/definition/catalogue-entry.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { readSealingKeys } from './compose.ts';

/** What is packaged with the functions of a cloud. */
export interface CloudSettingsRequest {
  readonly project: Project;
  readonly target: DeploymentTarget;
  /** Public halves of all functions that definitions may call. */
  readonly catalogue: readonly CatalogueEntry[];
  /** Of this product. */
  readonly version: string;
}

/** The settings of a project for the functions of a cloud: nothing secret, and nothing of one stage. Errors: `UWF-5005` (the file of the bank's sealing keys). */
export async function cloudSettingsOf({ project, target, catalogue, version }: CloudSettingsRequest): Promise<CloudSettings> {
  const { environment, tenant, egress, door, sealingKeys, runner = defaultRunnerSettings() } = project.config;
  // Without keys nothing can be sealed, so that no workflow with Tier 1 input can be started.
  return {
    form: 1, version, environment, tenant, target, catalogue,
    sealingKeys: sealingKeys === undefined ? [] : await readSealingKeys(projectPath(project, sealingKeys)),
    egressHosts: egress.hosts,
    party: runner.cloud,
    site: runner.site,
    ...(door.backlogMax === undefined ? {} : { backlogMax: door.backlogMax }),
  };
}

/** The target that is packaged: the one that is named, or the only one of a runtime. Errors: `UWF-5005`. */
export function targetOf({ project, runtime, name }: { readonly project: Project; readonly runtime: DeploymentTarget['runtime']; readonly name?: string }): DeploymentTarget {
  const candidates = project.config.targets.filter((target) => target.runtime === runtime && (name === undefined || target.name === name));
  const [target, ...others] = candidates;
  if (target === undefined || others.length > 0) {
    const found = others.length > 0 ? `several: ${candidates.map((one) => one.name).join(', ')}` : 'none';
    throw new UwfError('UWF-5005', `targets: expected one with runtime ${runtime}${name === undefined ? '' : ` and name ${name}`}, found ${found}`);
  }
  // Whoever drives programs in the bank itself needs no cloud for it, and a cloud's service must not get what only the bank may see.
  if (target.zone === 'on-prem') throw new UwfError('UWF-5005', `targets: ${target.name} is on-prem, and a service of a cloud is not`);
  return target;
}
