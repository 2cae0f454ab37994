import type { DeploymentTarget } from '#shared/core/compiler/model.ts';

/** File name of the project configuration, looked up in the current directory. */
export const PROJECT_CONFIG_FILE = 'uwf.config.yaml';

export const ENVIRONMENT_DEFAULT = 'dev';
export const TENANT_DEFAULT = 'bank';
/** Where embedded stores, keys and the profile of `uwf dev` live, from the folder of the configuration. */
export const DATA_DIRECTORY_DEFAULT = '.uwf';

/** Targets of a project that lists none: one for each zone. The first is the default. */
export const TARGETS_DEFAULT: readonly DeploymentTarget[] = [
  { name: 'private-cloud', runtime: 'engine', zone: 'private-cloud' },
  { name: 'public-cloud', runtime: 'engine', zone: 'public-cloud' },
  { name: 'on-prem', runtime: 'engine', zone: 'on-prem' },
];

export const PROJECT_CONFIG_BYTES_MAX = 256 * 1024;

/** Rows that an anonymised export may leave out because too few share what is told of them, of a hundred. */
export const ANONYMITY_SUPPRESSION_PERCENT_DEFAULT = 10;
