import type { AslMachine } from '../../asl/model.ts';
import type { Definition } from '../../definition/model.ts';
import { statesOf } from '../../asl/scopes.ts';
import { valueAt } from '../bind/value-at.ts';
import { appendPointer, pointerTokens } from '../../kernel/json-pointer.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { DataFlowOutcome } from '../../tier/check.ts';
import type { CompiledProgram, CompiledSchedule, DeploymentTarget, SourceMap } from '../model.ts';
import { reachableStates, withStates } from '../verify.ts';
import { COMPILER_VERSION } from '../version.ts';

/** What a program is made of. */
export interface EmitRequest {
  readonly definition: Definition;
  readonly target: DeploymentTarget;
  readonly flow: DataFlowOutcome;
  readonly sourceMap: SourceMap;
  readonly schedule?: CompiledSchedule;
}

/** Pass 6: puts the program together. What only a state in another place would have used is left out. */
export function emitProgram({ definition, target, flow, sourceMap, schedule }: EmitRequest): CompiledProgram {
  const machine = withStates(flow.machine, reachableStates(flow.machine));
  const names = new Set(statesOf(machine).map(([name]) => name));
  return {
    identity: definition.identity,
    compilerVersion: COMPILER_VERSION,
    target: { name: target.name, runtime: target.runtime, zone: target.zone, ...(target.capabilities === undefined ? {} : { capabilities: target.capabilities }) },
    machine,
    sourceMap: mapOf(machine, sourceMap),
    placement: { ...flow.placement, tasks: Object.fromEntries(Object.entries(flow.placement.tasks).filter(([name]) => names.has(name))) },
    evidence: flow.evidence,
    inputSchema: definition.input.schema?.document ?? true,
    source: definition.source,
    ...(schedule === undefined ? {} : { schedule }),
  };
}

/** A program is plain JSON by its type; members that are `undefined` are none. */
function toJson(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}

/** Entries of the states that are there, and of the fields that they have. */
function mapOf(machine: AslMachine, sourceMap: SourceMap): SourceMap {
  const states = new Map(statesOf(machine).map(([name, state]) => [name, toJson(state)]));
  return {
    states: Object.fromEntries(Object.entries(sourceMap.states).filter(([name]) => states.has(name))),
    fields: Object.fromEntries(Object.entries(sourceMap.fields).filter(([pointer]) => hasField(states, pointer))),
  };
}

/** Every state stands directly beneath `/States` in a source map, whatever its scope. */
function hasField(states: ReadonlyMap<string, JsonObject>, pointer: string): boolean {
  const [, name, ...rest] = pointerTokens(pointer);
  const state = name === undefined ? undefined : states.get(name);
  return state !== undefined && valueAt(state, appendPointer('', ...rest)) !== undefined;
}
