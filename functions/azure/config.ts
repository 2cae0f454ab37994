import { readEnv, type Environment } from '#shared/config/read-env.ts';
import { requireValid } from '#shared/config/report.ts';
import { integerSetting, optional, sensitive, textSetting, urlSetting, withDefault, type ValuesOf } from '#shared/config/schema.ts';

/** How a secret of Key Vault gets here: as a reference in the settings of the app, which the platform replaces by its value. */
const SECRET = 'a reference to a secret of Key Vault';

/** Settings of the app that only a deployment knows. All are read at once, so that a deployment that lacks some hears of all of them. */
export const AZURE_SETTINGS = {
  /** The way to PostgreSQL, with password and `sslmode=verify-full`. */
  databaseUrl: sensitive(textSetting('UWF_DATABASE_URL', SECRET)),
  databaseSchema: withDefault(textSetting('UWF_DATABASE_SCHEMA'), 'uwf'),
  /** Of each process: the plan may run many of them. */
  databaseConnections: withDefault(integerSetting('UWF_DATABASE_CONNECTIONS', { min: 1, max: 100 }), 8),
  blobUrl: urlSetting('UWF_BLOB_URL'),
  blobContainer: textSetting('UWF_BLOB_CONTAINER'),
  /** Only for an emulator: the app's identity is asked otherwise. */
  blobAccount: optional(textSetting('UWF_BLOB_ACCOUNT')),
  blobKey: optional(sensitive(textSetting('UWF_BLOB_KEY', SECRET))),
  /** A vault with the secrets that tasks may use; absent: they are settings of the app. */
  keyVaultUrl: optional(urlSetting('UWF_KEY_VAULT_URL', ['https:'])),
  /** Of several identities of the app. */
  identityClientId: optional(textSetting('UWF_IDENTITY_CLIENT_ID')),
  issuer: urlSetting('UWF_ISSUER'),
  audience: textSetting('UWF_AUDIENCE'),
  jwksUri: optional(urlSetting('UWF_JWKS_URI')),
  brokers: textSetting('UWF_KAFKA_BROKERS', 'host:port, with commas between them'),
  kafkaCaFile: optional(textSetting('UWF_KAFKA_CA_FILE', 'path of a file with PEM certificates')),
  kafkaUser: optional(textSetting('UWF_KAFKA_USERNAME')),
  kafkaPassword: optional(sensitive(textSetting('UWF_KAFKA_PASSWORD', SECRET))),
  doorSecret: sensitive(textSetting('UWF_DOOR_SECRET', SECRET)),
  releaseSecret: sensitive(textSetting('UWF_RELEASE_SECRET', SECRET)),
  incarnation: withDefault(integerSetting('UWF_INCARNATION', { min: 1, max: 1_000_000 }), 1),
} as const;

export type AzureSettings = ValuesOf<typeof AZURE_SETTINGS>;

/** Errors: `UWF-5005` with all problems at once. */
export function readAzureSettings(environment: Environment): AzureSettings {
  return requireValid('the settings of the function app', readEnv(AZURE_SETTINGS, environment));
}

/** What the platform has set for the process: settings of the app, and what the host tells of itself. */
export function processEnvironment(): Environment {
  return process.env;
}
