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
  /** What `--kafka` starts a broker from when none is named: Kafka as it was unpacked, a Java, and where both are kept otherwise. */
  kafkaHome: optional(textSetting('KAFKA_HOME', 'a path')),
  javaHome: optional(textSetting('JAVA_HOME', 'a path')),
  cacheHome: optional(textSetting('XDG_CACHE_HOME', 'a path')),
  /** The store of the on-prem zone, for operators' commands. Its user and password are in `PGUSER` and `PGPASSWORD`. */
  onPremDatabaseUrl: optional(sensitive(urlSetting('UWF_ON_PREM_DATABASE_URL', ['postgres:', 'postgresql:']))),
  /** Name of a runner process among those of its site. */
  worker: optional(textSetting('UWF_WORKER', 'a name')),
  /** Folder of the vault's keys, or the HSM that has them: library, label of the token, and a file with the PIN. */
  vaultKeys: optional(textSetting('UWF_VAULT_KEYS', 'a path')),
  pkcs11Library: optional(textSetting('UWF_PKCS11_LIBRARY', 'a path')),
  pkcs11Token: optional(textSetting('UWF_PKCS11_TOKEN', 'a label')),
  pkcs11PinFile: optional(textSetting('UWF_PKCS11_PIN_FILE', 'a path')),
  /** An output leaves the quarantine when two different people have said so. */
  quarantineFourEyes: withDefault(booleanSetting('UWF_QUARANTINE_FOUR_EYES'), false),
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

/** The whole environment, of which handlers' processes get what an allow-list names. */
export function wholeEnvironment(): Environment {
  return process.env;
}

/** Whether colours are asked for: `NO_COLOR` (no-color.org) wins, then `FORCE_COLOR`; otherwise each stream decides. */
export function wantsColour(environment: CommandEnvironment): boolean | undefined {
  if (environment.noColour !== undefined) return false;
  return environment.forceColour === undefined ? undefined : environment.forceColour !== '0';
}
