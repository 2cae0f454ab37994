import type { OutputFormat } from '../output/format.ts';
import type { CompileOptions } from './compile-options.ts';
import type { OutputOptions } from './options.ts';

/** Options of `uwf workflow graph`. */
export interface ChartOptions extends CompileOptions {
  readonly output: 'mermaid' | 'json';
}

/** Options of `uwf workflow diff`. */
export type DiffOptions = CompileOptions & OutputOptions;

/** Options of `uwf workflow fmt`. */
export interface FormatOptions {
  readonly check?: boolean;
}

/** Options of `uwf workflow test`. */
export interface TestOptions extends CompileOptions {
  readonly output: OutputFormat | 'junit';
  readonly junit?: string;
}

/** Who an imported definition is. */
export interface IdentityOptions {
  readonly namespace?: string;
  readonly name?: string;
  readonly version?: string;
}

/** Options of `uwf workflow import`. */
export interface ImportOptions extends CompileOptions, IdentityOptions {
  readonly asIs?: boolean;
  readonly out?: string;
}

/** Options of `uwf workflow import steps`. */
export interface ImportStepsOptions extends IdentityOptions {
  readonly wholeSteps?: boolean;
  readonly out?: string;
}

/** Options of `uwf test state`, named as the fields of AWS's TestState. */
export interface TestStateOptions extends CompileOptions, OutputOptions {
  readonly state?: string;
  readonly input?: string;
  readonly variables?: string;
  readonly context?: string;
  readonly mock?: string;
  readonly mockError?: readonly string[];
  readonly retrierRetryCount?: number;
  readonly inspectionLevel?: 'INFO' | 'DEBUG' | 'TRACE';
}
