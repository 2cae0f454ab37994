import type { ConnectionOptions } from './connection.ts';
import type { OutputOptions } from './options.ts';

/** Options of `uwf deploy`. */
export interface DeployOptions extends ConnectionOptions, OutputOptions {
  readonly target: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly handlers?: readonly string[];
  readonly catalogue?: readonly string[];
  readonly config?: string;
}
