import type { AslMachine } from '../asl/model.ts';
import type { CatalogueEntry } from '../definition/catalogue-entry.ts';
import type { Definition, DefinitionIdentity } from '../definition/model.ts';
import type { Diagnostic } from '../kernel/diagnostic.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { Evidence } from '../tier/evidence.ts';
import type { Placement } from '../tier/placement.ts';
import type { Zone } from '../tier/tier.ts';

/** Where a program will be driven (`uwf.config.yaml`: targets). */
export interface DeploymentTarget {
  readonly name: string;
  readonly runtime: 'engine' | 'step-functions' | 'durable-functions';
  readonly zone: Zone;
  /** Resources that not every installation has and this one does: `uwf:run-container`, `uwf:grpc`, `uwf:a2a`, `uwf:mcp`, `uwf:asyncapi`. */
  readonly capabilities?: readonly string[];
}

/** Everything that a compilation depends on. Same request, same bytes. */
export interface CompileRequest {
  /** The document: YAML or JSON text. */
  readonly text: string;
  readonly target: DeploymentTarget;
  readonly catalogue: readonly CatalogueEntry[];
  /**
   * Texts of the documents outside of the definition (OpenAPI documents, schemas, functions of catalogues), by URI. A compilation that lacks
   * some says which in `CompileOutcome.needs`; the caller fetches them under its own rules and compiles again. Compilation itself fetches nothing.
   */
  readonly resources?: ReadonlyMap<string, string>;
  /** 0: a state for every task; 1 (default): pure tasks are fused with their neighbours, but not across the edge of a loop, `try` or `catch`; 2: there too. */
  readonly optimisation?: OptimisationLevel;
}

/** How far states are fused (mapping §4.5). */
export type OptimisationLevel = 0 | 1 | 2;

/** A program, or why there is none; warnings come with both. */
export type CompileOutcome =
  | { readonly accepted: true; readonly program: CompiledProgram; readonly diagnostics: readonly Diagnostic[] }
  | {
      readonly accepted: false;
      /** `invalid`: not a valid document or not compilable; `refused`: valid, but its data flow is not allowed. */
      readonly reason: 'invalid' | 'refused';
      readonly diagnostics: readonly Diagnostic[];
      /** Present once the document could be read. */
      readonly definition?: Definition;
      /** URIs of the outside documents that are missing in the request; each is also a finding. */
      readonly needs?: readonly string[];
    };

/** What a definition becomes for one target. Plain JSON except for nothing: it can be stored and digested as it is. */
export interface CompiledProgram {
  readonly identity: DefinitionIdentity;
  readonly compilerVersion: string;
  readonly target: DeploymentTarget;
  readonly machine: AslMachine;
  readonly sourceMap: SourceMap;
  readonly placement: Placement;
  readonly evidence: Evidence;
  /** The input schema as written, `true` when there is none. */
  readonly inputSchema: JsonObject | boolean;
  /** The document as JSON, with functions of catalogues, external schemas and scripts put in place. */
  readonly source: JsonObject;
  /** When the workflow starts by itself; the scheduler of the runtime keeps to it. */
  readonly schedule?: CompiledSchedule;
}

/** A schedule for a scheduler that knows nothing of definitions. An execution that events start gets the array of what was read of them as its input. */
export interface CompiledSchedule {
  /** An execution starts each time this has passed, whether the one before has ended or not. */
  readonly everySeconds?: number;
  /** Five fields, as in crontab. */
  readonly cron?: string;
  /** The next execution starts this long after one has ended, however it ended. */
  readonly afterSeconds?: number;
  /** As `ListenTaskArguments.strategy`, without variables. */
  readonly on?: JsonObject;
  readonly read: 'data' | 'envelope' | 'raw';
}

/** From places of the machine to places of the definition. */
export interface SourceMap {
  /** State name → the task it comes from. */
  readonly states: { readonly [stateName: string]: SourceMapEntry };
  /** JSON Pointer into the machine (`/States/x/Arguments/body`) → JSON Pointer into the definition. Longest prefix wins. */
  readonly fields: { readonly [machinePointer: string]: string };
}

/** Where a state comes from. */
export interface SourceMapEntry {
  readonly pointer: string;
  readonly task: string;
  /** Which part of the task the state carries out. */
  readonly phase: 'if' | 'input' | 'body' | 'output' | 'catch' | 'start' | 'end';
  /** Tasks that the state carries out as well, because their states were fused into it. */
  readonly also?: readonly { readonly pointer: string; readonly task: string }[];
}
