import { projectPath, type Project } from '#shared/config/load-project-config.ts';
import { loadHandlers, type LoadHandlersOptions } from '../handlers/load-handlers.ts';
import type { ZoneSettings } from './compose.ts';
import type { ToolsSettings } from './tools/compose.ts';

/** How the handlers of a project are read; `folders` stand in place of those of the configuration. */
export interface ZoneProjectOptions extends LoadHandlersOptions {
  readonly folders?: readonly string[];
}

/** What the bank's zone takes from the project. Errors: `UWF-5005` (handlers). */
export async function zoneSettingsOf(project: Project, { folders, ...reading }: ZoneProjectOptions): Promise<ZoneSettings & ToolsSettings> {
  const { environment, tenant, handlers, egress, detectors, secrets, processes } = project.config;
  const groups = await Promise.all((folders ?? handlers.map((folder) => projectPath(project, folder))).map((folder) => loadHandlers(folder, reading)));
  return {
    environment, tenant, handlers: groups.flat(), egressHosts: egress.hosts, processes,
    ...(secrets === undefined ? {} : { secretsDirectory: projectPath(project, secrets.directory) }),
    ...(detectors === undefined ? {} : { detectors }),
  };
}
