import { readEnv, type Environment } from '#shared/config/read-env.ts';
import { requireValid } from '#shared/config/report.ts';
import { booleanSetting, optional, sensitive, textSetting, urlSetting, withDefault, type ValuesOf } from '#shared/config/schema.ts';

/** What the commands take from the environment. */
const commandSettings = {
  api: optional(urlSetting('UWF_API')),
  token: optional(sensitive(textSetting('UWF_TOKEN'))),
  profile: optional(textSetting('UWF_PROFILE', 'a path')),
  /** A PostgreSQL server for `uwf dev` in place of the embedded ones. */
  databaseUrl: optional(sensitive(urlSetting('DATABASE_URL', ['postgres:', 'postgresql:']))),
  /** Shows the stack of a fault; its message may quote data. */
  debug: withDefault(booleanSetting('UWF_DEBUG'), false),
  noColour: optional(textSetting('NO_COLOR')),
  forceColour: optional(textSetting('FORCE_COLOR')),
};

export type CommandEnvironment = ValuesOf<typeof commandSettings>;

/** Reads the environment of a command once. Errors: `UWF-5005` with all problems. */
export function readCommandEnvironment(environment: Environment = process.env): CommandEnvironment {
  return requireValid('environment', readEnv(commandSettings, environment));
}

/** Whether colours are asked for: `NO_COLOR` (no-color.org) wins, then `FORCE_COLOR`; otherwise each stream decides. */
export function wantsColour(environment: CommandEnvironment): boolean | undefined {
  if (environment.noColour !== undefined) return false;
  return environment.forceColour === undefined ? undefined : environment.forceColour !== '0';
}
