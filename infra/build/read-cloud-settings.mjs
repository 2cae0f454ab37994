import { pathToFileURL } from 'node:url';
import { bundleTool } from './bundle.mjs';

/** The settings of the project for the functions of a cloud: see `onprem-runner/deploy/cloud-settings.ts`. */
export async function readCloudSettings({ root, runtime, target }) {
  const module = await bundleTool({ root, entry: 'infra/build/cloud-settings.ts', name: 'cloud-settings' });
  const { projectCloudSettings } = await import(pathToFileURL(module).href);
  return projectCloudSettings({ root, runtime, ...(target === undefined ? {} : { target }) });
}
