import type { Project } from '#shared/config/load-project-config.ts';
import { findTarget } from '#shared/config/project-config.ts';
import type { LoadHandlersOptions } from '../handlers/load-handlers.ts';
import { CommandError } from '../output/command-error.ts';
import type { ZoneSettings } from '../zone/compose.ts';
import { zoneSettingsOf } from '../zone/project-settings.ts';
import type { ToolsSettings } from '../zone/tools/compose.ts';
import type { DevelopmentSettings } from './settings.ts';

export interface ProjectSettingsRequest {
  readonly project: Project;
  readonly validator: LoadHandlersOptions['validator'];
  readonly target?: string;
  /** Folders of handlers in place of those of the configuration. */
  readonly handlers?: readonly string[];
}

type ProjectSettings = ZoneSettings & ToolsSettings & Pick<DevelopmentSettings, 'target' | 'schedules' | 'door'>;

/** What a development system takes from the project. Errors: `UWF-6002` (no such target), `UWF-5005` (handlers). */
export async function settingsOfProject({ project, validator, target: name, handlers }: ProjectSettingsRequest): Promise<ProjectSettings> {
  const target = findTarget(project.config, name);
  if (target === undefined) throw new CommandError('UWF-6002', 'no target or zone has the name given with --target');
  const zone = await zoneSettingsOf(project, { validator, ...(handlers === undefined ? {} : { folders: handlers }) });
  const { schedules, door } = project.config;
  return { ...zone, target, schedules, door };
}
