import { projectPath, type Project } from '#shared/config/load-project-config.ts';
import { findTarget } from '#shared/config/project-config.ts';
import { loadHandlers, type LoadHandlersOptions } from '../handlers/load-handlers.ts';
import { CommandError } from '../output/command-error.ts';
import type { DevelopmentSettings } from './settings.ts';

export interface ProjectSettingsRequest {
  readonly project: Project;
  readonly validator: LoadHandlersOptions['validator'];
  readonly target?: string;
  /** Folders of handlers in place of those of the configuration. */
  readonly handlers?: readonly string[];
}

type ProjectSettings = Pick<DevelopmentSettings, 'environment' | 'tenant' | 'target' | 'handlers' | 'egressHosts' | 'detectors' | 'secretsDirectory' | 'processes' | 'schedules' | 'door'>;

/** What a development system takes from the project. Errors: `UWF-6002` (no such target), `UWF-5005` (handlers). */
export async function settingsOfProject(request: ProjectSettingsRequest): Promise<ProjectSettings> {
  const { project, validator } = request;
  const target = findTarget(project.config, request.target);
  if (target === undefined) throw new CommandError('UWF-6002', 'no target or zone has the name given with --target');
  const folders = request.handlers ?? project.config.handlers.map((folder) => projectPath(project, folder));
  const groups = await Promise.all(folders.map((folder) => loadHandlers(folder, { validator })));
  const { environment, tenant, egress, detectors, secrets, processes, schedules, door } = project.config;
  const secretsDirectory = secrets === undefined ? {} : { secretsDirectory: projectPath(project, secrets.directory) };
  return { environment, tenant, target, handlers: groups.flat(), egressHosts: egress.hosts, processes, schedules, door, ...secretsDirectory, ...(detectors === undefined ? {} : { detectors }) };
}
