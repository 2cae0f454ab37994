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
}

/** Everything that a compilation depends on. Same request, same bytes. */
export interface CompileRequest {
  /** The document: YAML or JSON text. */
  readonly text: string;
  readonly target: DeploymentTarget;
  readonly catalogue: readonly CatalogueEntry[];
}

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
  /** The document as JSON. */
  readonly source: JsonObject;
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
}
