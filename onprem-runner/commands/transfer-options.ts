import type { BatchFormat, DelimiterName } from '../batch/format.ts';
import type { ConnectionOptions } from './connection.ts';
import type { OutputOptions } from './options.ts';

/** Options of `uwf transfer export`. */
export interface ExportOptions extends ConnectionOptions, OutputOptions {
  readonly from?: string;
  readonly fromRuns?: string;
  readonly format?: BatchFormat;
  readonly delimiter: DelimiterName;
  readonly schema: string;
  readonly to: string;
  readonly key: string;
  readonly recipient: string;
  readonly expires: number;
  readonly anonymise?: string;
  readonly config?: string;
}

/** Options of `uwf transfer import`. */
export interface ImportOptions extends OutputOptions {
  readonly schema: string;
  readonly to?: string;
  readonly check?: true;
  readonly key: readonly string[];
  readonly sender: readonly string[];
  readonly config?: string;
}
