import type { AslMachine } from '../../asl/model.ts';
import type { Definition } from '../../definition/model.ts';
import { valueAt } from '../bind/value-at.ts';
import { canonicalJson } from '../../kernel/canonical-json.ts';
import { pointerTokens } from '../../kernel/json-pointer.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { DataFlowOutcome } from '../../tier/check.ts';
import type { CompiledProgram, DeploymentTarget, SourceMap } from '../model.ts';
import { reachableStates, withStates } from '../verify.ts';
import { COMPILER_VERSION } from '../version.ts';

/** What a program is made of. */
export interface EmitRequest {
  readonly definition: Definition;
  readonly target: DeploymentTarget;
  readonly flow: DataFlowOutcome;
  readonly sourceMap: SourceMap;
}

/** Pass 6: puts the program together. What only a state in another place would have used is left out. */
export function emitProgram({ definition, target, flow, sourceMap }: EmitRequest): CompiledProgram {
  const machine = withStates(flow.machine, reachableStates(flow.machine));
  return {
    identity: definition.identity,
    compilerVersion: COMPILER_VERSION,
    target: { name: target.name, runtime: target.runtime, zone: target.zone },
    machine,
    sourceMap: mapOf(machine, sourceMap),
    placement: { ...flow.placement, tasks: Object.fromEntries(Object.entries(flow.placement.tasks).filter(([name]) => Object.hasOwn(machine.States, name))) },
    evidence: flow.evidence,
    inputSchema: definition.input.schema?.document ?? true,
    source: definition.source,
  };
}

/** The program as canonical JSON (RFC 8785): what its digest, its revision, is made over. Same request, same bytes. */
export function canonicalProgram(program: CompiledProgram): string {
  return canonicalJson(toJson(program));
}

/** A program is plain JSON by its type; members that are `undefined` are none. */
function toJson(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}

function mapOf(machine: AslMachine, sourceMap: SourceMap): SourceMap {
  const root = toJson(machine);
  return {
    states: Object.fromEntries(Object.entries(sourceMap.states).filter(([name]) => Object.hasOwn(machine.States, name))),
    fields: Object.fromEntries(Object.entries(sourceMap.fields).filter(([pointer]) => pointerTokens(pointer).length > 0 && valueAt(root, pointer) !== undefined)),
  };
}
