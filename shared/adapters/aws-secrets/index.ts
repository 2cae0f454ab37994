export { createAwsSecretStore, type AwsSecretsOptions, type AwsSecretStore } from './secret-store.ts';
