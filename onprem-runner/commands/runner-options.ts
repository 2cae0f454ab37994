import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { loadProject, projectPath, type Project } from '#shared/config/load-project-config.ts';
import { defaultRunnerSettings, type RunnerSettings } from '#shared/config/runner-settings.ts';
import type { RunnerPlaces } from '../service/compose.ts';
import type { CommandContext } from './context.ts';

/** Options of every command about a runner of this machine. */
export interface RunnerCommandOptions {
  readonly config?: string;
}

/** Adds the options of {@link RunnerCommandOptions}. */
export function addRunnerOptions(command: Command): Command {
  return command.option('--config <file>', 'project configuration (default: uwf.config.yaml of the current folder)');
}

/** A runner of this machine as its project says. */
export interface RunnerProject {
  readonly project: Project;
  readonly runner: RunnerSettings;
  readonly places: RunnerPlaces;
}

/** Errors: `UWF-5005` with every problem of the configuration. */
export function loadRunnerProject(context: CommandContext, options: RunnerCommandOptions): RunnerProject {
  const project = loadProject({ folder: context.folder, ...(options.config === undefined ? {} : { file: options.config }) });
  const runner = project.config.runner ?? defaultRunnerSettings();
  const data = projectPath(project, runner.data);
  const places = {
    data,
    keys: runner.keys === undefined ? join(data, 'keys', 'door') : projectPath(project, runner.keys),
    ring: runner.ring === undefined ? join(data, 'keys', 'ring.json') : projectPath(project, runner.ring),
    sealingKey: join(data, 'keys', 'sealing.json'),
  };
  return { project, runner, places };
}

/** Name of this process among those of its site: stable over restarts, so that what it held is its own again. */
export function workerName(context: CommandContext, runner: RunnerSettings): string {
  return context.environment.worker ?? `${runner.site}.${hostname()}`;
}
