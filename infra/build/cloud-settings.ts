import { loadProject } from '#shared/config/load-project-config.ts';
import type { DeploymentTarget } from '#shared/core/compiler/model.ts';
import type { CloudSettings } from '#functions/cloud/settings.ts';
import { packageVersion } from '#onprem-runner/commands/version.ts';
import { cloudSettingsOf, targetOf } from '#onprem-runner/deploy/cloud-settings.ts';
import { catalogueOfProject } from './compile-statemachines.ts';

/** The settings that are packaged for a runtime of a cloud. Errors: `UWF-5005`. */
export async function projectCloudSettings({ root, runtime, target: name }: { readonly root: string; readonly runtime: DeploymentTarget['runtime']; readonly target?: string }): Promise<CloudSettings> {
  const project = loadProject({ folder: root });
  const target = targetOf({ project, runtime, ...(name === undefined ? {} : { name }) });
  return cloudSettingsOf({ project, target, catalogue: await catalogueOfProject(project), version: packageVersion() });
}
