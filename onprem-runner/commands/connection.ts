import type { Command } from 'commander';
import { loadProject, projectPath } from '#shared/config/load-project-config.ts';
import { CommandError } from '../output/command-error.ts';
import { createTokenSource, type TokenOrigin } from './access-token.ts';
import { isSafeAddress } from './api-address.ts';
import type { CommandContext } from './context.ts';
import { profilePath, readProfile, type Profile } from './profile.ts';

/** Options of every command that calls the API. */
export interface ConnectionOptions {
  readonly api?: string;
  readonly token?: string;
  readonly profile?: string;
}

/** Which API a command calls, and as whom. */
export interface Connection {
  /** Base address, without a slash at its end. */
  readonly api: string;
  readonly token: () => Promise<string>;
}

/** Adds the options of {@link ConnectionOptions}. */
export function addConnectionOptions(command: Command): Command {
  return command
    .option('--api <url>', 'address of the API (or UWF_API; else the profile that uwf dev writes)')
    .option('--token <token>', 'access token (or UWF_TOKEN; else one of the issuer of the profile)')
    .option('--profile <file>', 'profile (or UWF_PROFILE; default: profile.json of the data directory)');
}

/** The connection by option, then environment, then profile. Errors: `UWF-6003` (no API), `UWF-6006` (no token), `UWF-6007` (profile). */
export function openConnection(context: CommandContext, options: ConnectionOptions): Connection {
  const profile = findProfile(context, options);
  const api = options.api ?? context.environment.api ?? profile?.api;
  if (api === undefined) throw new CommandError('UWF-6003', 'neither --api nor UWF_API is given, and there is no profile');
  if (!isSafeAddress(api)) throw new CommandError('UWF-6002', 'the address of the API must begin with https: (http: only on this machine)');
  return { api: api.replace(/\/+$/, ''), token: createTokenSource(findOrigin(context, options, profile)) };
}

/** The profile that was named, or that of the project's data directory. */
export function findProfile(context: CommandContext, options: ConnectionOptions): Profile | undefined {
  const named = options.profile ?? context.environment.profile;
  if (named === undefined) return readProfile(context.folder, defaultProfilePath(context.folder));
  const profile = readProfile(context.folder, named);
  if (profile === undefined) throw new CommandError('UWF-6001', `${named}: no such profile`);
  return profile;
}

function defaultProfilePath(folder: string): string {
  const project = loadProject({ folder });
  return profilePath(projectPath(project, project.config.dataDirectory));
}

function findOrigin(context: CommandContext, options: ConnectionOptions, profile: Profile | undefined): TokenOrigin {
  const token = options.token ?? context.environment.token;
  if (token !== undefined) return { kind: 'given', token };
  if (profile?.issuer !== undefined) return { kind: 'issuer', issuer: profile.issuer };
  throw new CommandError('UWF-6006', 'neither --token nor UWF_TOKEN is given, and the profile names no issuer');
}
