import { readEnv, type Environment } from '#shared/config/read-env.ts';
import { requireValid } from '#shared/config/report.ts';
import { choiceSetting, integerSetting, optional, textSetting, urlSetting, withDefault, type Settings, type ValuesOf } from '#shared/config/schema.ts';

/** Settings that only a deployment knows, by what they are for. Each function reads those of its duty, so that a template that lacks one fails at once. */
export const AWS_SETTINGS = {
  stores: {
    region: textSetting('AWS_REGION'),
    tablePrefix: textSetting('UWF_TABLE_PREFIX'),
    dynamoEndpoint: optional(urlSetting('UWF_DYNAMODB_URL')),
  },
  /** Other addresses than the region's usual ones: private endpoints, services on this machine. */
  calls: {
    statesEndpoint: optional(urlSetting('UWF_STATES_URL')),
    secretsEndpoint: optional(urlSetting('UWF_SECRETS_URL')),
  },
  states: {
    machinePrefix: textSetting('UWF_MACHINE_PREFIX'),
    statesArn: textSetting('UWF_STATES_ARN', 'arn:aws:states:<region>:<account>'),
  },
  machines: {
    machineRoleArn: textSetting('UWF_MACHINE_ROLE_ARN'),
    stepsQueue: urlSetting('UWF_STEPS_QUEUE_URL'),
    bankQueue: urlSetting('UWF_BANK_QUEUE_URL'),
    machineLogGroup: optional(textSetting('UWF_MACHINE_LOG_GROUP_ARN', 'arn:aws:logs:<region>:<account>:log-group:<name>')),
    machineKey: optional(textSetting('UWF_MACHINE_KMS_KEY_ARN', 'arn:aws:kms:<region>:<account>:key/<id>')),
  },
  identity: {
    issuer: urlSetting('UWF_ISSUER'),
    audience: textSetting('UWF_AUDIENCE'),
    jwksUri: optional(urlSetting('UWF_JWKS_URI')),
  },
  door: {
    brokers: textSetting('UWF_KAFKA_BROKERS', 'host:port, with commas between them'),
    /** `none`: brokers of this machine that ask for no proof. */
    kafkaAccess: withDefault(choiceSetting('UWF_KAFKA_ACCESS', ['secret', 'none']), 'secret'),
  },
  /** How often the store of the steps was restored, and once. */
  incarnation: { incarnation: withDefault(integerSetting('UWF_INCARNATION', { min: 1, max: 1_000_000 }), 1) },
  /** Beginning of the names of secrets: `uwf/prod/`. Behind it `door`, `release`, `kafka`, and `tasks/` with those that `use.secrets` names. */
  secrets: { secretsPrefix: textSetting('UWF_SECRETS_PREFIX') },
} as const satisfies Readonly<Record<string, Settings>>;

export type StoreSettings = ValuesOf<typeof AWS_SETTINGS.stores>;
export type CallSettings = ValuesOf<typeof AWS_SETTINGS.calls>;

/** Reads the settings of a function from its environment. Errors: `UWF-5005` with all problems at once. */
export function readSettings<S extends Settings>(settings: S, environment: Environment): ValuesOf<S> {
  return requireValid('the environment of the function', readEnv(settings, environment));
}

/** What Lambda has set for the process. */
export function processEnvironment(): Environment {
  return process.env;
}
