import { nodeDigest } from '#shared/adapters/node/index.ts';
import { revisionOf } from '#shared/application/definition-revision.ts';
import type { AslMachine } from '#shared/core/asl/model.ts';
import type { CompiledProgram } from '#shared/core/compiler/model.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import type { SealedField } from '#shared/core/tier/placement.ts';
import type { Zone } from '#shared/core/tier/tier.ts';
import type { StoredDefinition } from '#shared/ports/definition-store.ts';

export interface DefinitionShape {
  readonly name?: string;
  readonly version?: string;
  readonly machine?: AslMachine;
  readonly inputSchema?: JsonObject | boolean;
  readonly sealed?: readonly SealedField[];
  /** Zone of each task state. */
  readonly tasks?: { readonly [state: string]: Zone };
  readonly registeredAt?: number;
}

/** Ends at once, and puts its input out. */
export const ECHO_MACHINE: AslMachine = { QueryLanguage: 'JSONata', StartAt: 'echo', States: { echo: { Type: 'Pass', End: true } } };

/** Waits for one task, then ends with its result. */
export const TASK_MACHINE: AslMachine = {
  QueryLanguage: 'JSONata',
  StartAt: 'prepare',
  States: {
    prepare: { Type: 'Pass', Next: 'score' },
    score: { Type: 'Task', Resource: 'uwf:function:score:1.0.0', Next: 'finish', Output: '{% $states.result %}' },
    finish: { Type: 'Pass', End: true },
  },
};

/** A registered definition as the compiler would make it, made by hand. */
export function storedDefinition(shape: DefinitionShape = {}): StoredDefinition {
  const identity = { namespace: 'payments', name: shape.name ?? 'antifraud', version: shape.version ?? '1.0.0' };
  const machine = shape.machine ?? ECHO_MACHINE;
  const states = Object.keys(machine.States);
  const program: CompiledProgram = {
    identity,
    compilerVersion: 'test',
    target: { name: 'private-cloud', runtime: 'engine', zone: 'private-cloud' },
    machine,
    sourceMap: { states: Object.fromEntries(states.map((state, index) => [state, { pointer: `/do/${index}/${state}`, task: state, phase: 'body' as const }])), fields: {} },
    placement: {
      zone: 'private-cloud',
      tasks: Object.fromEntries(Object.entries(shape.tasks ?? {}).map(([state, zone]) => [state, { zone, pointer: `/do/${states.indexOf(state)}/${state}`, priority: 'normal' as const, argumentOrigins: {} }])),
      input: shape.sealed ?? [],
    },
    evidence: { flows: [], declassifications: [], observations: [] },
    inputSchema: shape.inputSchema ?? true,
    source: { document: { dsl: '1.0.0', ...identity, summary: 'Checks a card transaction' }, do: states.map((state) => ({ [state]: { set: {} } })) },
  };
  const revision = revisionOf(nodeDigest, program);
  return { identity, revision, program, registeredAt: shape.registeredAt ?? Date.UTC(2026, 0, 1), registeredBy: 'release-pipeline', inline: false };
}
