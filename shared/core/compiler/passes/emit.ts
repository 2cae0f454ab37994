import type { AslMachine } from '../../asl/model.ts';
import type { Definition } from '../../definition/model.ts';
import { valueAt } from '../bind/facts.ts';
import { canonicalJson } from '../../kernel/canonical-json.ts';
import { pointerTokens } from '../../kernel/json-pointer.ts';
import type { JsonValue } from '../../kernel/json.ts';
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

/** A program is plain JSON by its type; parsing its text again shows it. */
function toJson(program: CompiledProgram): JsonValue {
  const text: string = JSON.stringify(program);
  return parseJson(text);
}

function parseJson(text: string): JsonValue {
  return JSON.parse(text) as JsonValue;
}

function mapOf(machine: AslMachine, sourceMap: SourceMap): SourceMap {
  const root = JSON.parse(JSON.stringify(machine)) as JsonValue;
  return {
    states: Object.fromEntries(Object.entries(sourceMap.states).filter(([name]) => Object.hasOwn(machine.States, name))),
    fields: Object.fromEntries(Object.entries(sourceMap.fields).filter(([pointer]) => pointerTokens(pointer).length > 0 && valueAt(root, pointer) !== undefined)),
  };
}
