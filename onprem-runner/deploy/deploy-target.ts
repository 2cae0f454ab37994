import { findTarget, type ProjectConfig } from '#shared/config/project-config.ts';
import type { DeploymentTarget } from '#shared/core/compiler/model.ts';
import { CommandError } from '../output/command-error.ts';

/**
 * The target that definitions are deployed to: one of the project by its name, a zone's name, or the name of a runtime that one target alone has (the
 * default target counts before the others). Errors: `UWF-6002` (no such target, or several), `UWF-6023` (the bank itself).
 */
export function deployTarget(config: ProjectConfig, name: string): DeploymentTarget {
  const target = findTarget(config, name) ?? targetOfRuntime(config, name);
  if (target === undefined) throw new CommandError('UWF-6002', `--target names no target; targets: ${config.targets.map((known) => known.name).join(', ')}`);
  if (target.zone === 'on-prem') throw new CommandError('UWF-6023', `target ${target.name} is inside the bank`);
  return target;
}

function targetOfRuntime(config: ProjectConfig, runtime: string): DeploymentTarget | undefined {
  const ofDefault = findTarget(config);
  if (ofDefault?.runtime === runtime) return ofDefault;
  const candidates = config.targets.filter((target) => target.runtime === runtime);
  if (candidates.length > 1) throw new CommandError('UWF-6002', `several targets have the runtime ${runtime}: ${candidates.map((one) => one.name).join(', ')}`);
  return candidates[0];
}
