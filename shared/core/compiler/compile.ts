import type { Definition } from '../definition/model.ts';
import { hasErrors, type Diagnostic } from '../kernel/diagnostic.ts';
import { linkStateMachine } from './asl/link-machine.ts';
import { linkProgram, type LinkedProgram } from './ir/link.ts';
import { FUSION_ROUNDS_MAX } from './limits.ts';
import type { CompiledProgram, CompileOutcome, CompileRequest, SourceMap } from './model.ts';
import { inOrder, withPositions } from './order-diagnostics.ts';
import { checkTiers } from './passes/check-tiers.ts';
import { emitProgram } from './passes/emit.ts';
import { lowerDefinition } from './passes/lower.ts';
import { optimiseProgram } from './passes/optimise.ts';
import { pruneUnreachable } from './passes/prune.ts';
import { readDocument } from './passes/read.ts';
import { resolveReferences } from './passes/resolve.ts';
import type { DataFlowOutcome } from '../tier/check.ts';
import { createSourceLookup } from '../tier/source-lookup.ts';
import { compileSchedule } from './schedule/compile-schedule.ts';
import { verifyMachine } from './verify.ts';

/**
 * Compiles a document for one target: read → resolve → lower (or take a state machine as it is) → prune → check tiers and place → optimise → emit.
 * Never throws for a bad document; every pass goes on as far as it can, so that all findings come at once, in the order of the document. Pure: equal requests give equal
 * programs, to the byte (see `canonicalProgram`). Refused: when the only errors are those of the data flow (UWF-3xxx).
 */
export function compileDefinition(request: CompileRequest): CompileOutcome {
  const read = readDocument(request.text, request.resources);
  const compiled = read.definition === undefined ? { diagnostics: [], needs: [] } : compileRead(read.definition, request);
  const diagnostics = inOrder(withPositions([...read.diagnostics, ...compiled.diagnostics], read.positionOf));
  if (compiled.program !== undefined && !hasErrors(diagnostics)) return { accepted: true, program: compiled.program, diagnostics };
  const needs = [...new Set([...read.needs, ...compiled.needs])].sort();
  const missing = needs.length === 0 ? {} : { needs };
  return { accepted: false, reason: reasonOf(diagnostics), diagnostics, ...(read.definition === undefined ? {} : { definition: read.definition }), ...missing };
}

interface Compilation {
  readonly program?: CompiledProgram;
  readonly diagnostics: readonly Diagnostic[];
  /** URIs of outside documents that are missing. */
  readonly needs: readonly string[];
}

/** What only the optimiser's way of writing it is refused for, is compiled as it is written. */
function compileRead(definition: Definition, request: CompileRequest): Compilation {
  const compiled = compileAt(definition, request);
  const isRefused = request.optimisation !== 0 && reasonOf(compiled.diagnostics) === 'refused';
  return isRefused ? compileAt(definition, { ...request, optimisation: 0 }) : compiled;
}

function compileAt(definition: Definition, request: CompileRequest): Compilation {
  const states = makeStates(definition, request);
  if (states.linked === undefined) return states;
  const pruned = pruneUnreachable(states.linked);
  const { linked, flow } = place(pruned.linked, definition, request);
  const timed = compileSchedule(definition);
  const parts = { definition, target: request.target, flow, sourceMap: linked.sourceMap };
  const program = emitProgram({ ...parts, ...(timed.schedule === undefined ? {} : { schedule: timed.schedule }) });
  const verified = verifyMachine(program.machine, createSourceLookup(linked.sourceMap).pointerOf);
  return { program, diagnostics: [...states.diagnostics, ...pruned.diagnostics, ...flow.diagnostics, ...timed.diagnostics, ...verified], needs: states.needs };
}

/** A program with the proof of where its data may be. */
interface Placed {
  readonly linked: LinkedProgram;
  readonly flow: DataFlowOutcome;
}

/**
 * Places the program, then fuses states of what was placed and places that again. A state machine that its author brings along stays as it is.
 */
function place(linked: LinkedProgram, definition: Definition, request: CompileRequest): Placed {
  const zone = { definition, zone: request.target.zone };
  const plain: Placed = { linked, flow: checkTiers(linked, zone) };
  const level = request.optimisation ?? 1;
  if (level === 0 || definition.stateMachine !== undefined || hasErrors(plain.flow.diagnostics)) return plain;
  const settled = { ...linked, machine: plain.flow.machine };
  const kept = new Set<string>();
  for (let round = 0; round < FUSION_ROUNDS_MAX; round += 1) {
    const fused = optimiseProgram(settled, { level, source: definition.source, kept });
    const flow = checkTiers(fused, zone);
    if (!hasErrors(flow.diagnostics)) return { linked: fused, flow };
    const blamed = tasksBlamed(flow.diagnostics, fused.sourceMap, kept);
    if (blamed.length === 0) break;
    blamed.forEach((pointer) => kept.add(pointer));
  }
  return plain;
}

/** Tasks of fused states that would need to inspect what their parts did not: those at the places of the findings, or else all that were fused. */
function tasksBlamed(diagnostics: readonly Diagnostic[], { states }: SourceMap, kept: ReadonlySet<string>): readonly string[] {
  const places = diagnostics.flatMap(({ severity, pointer }) => (severity === 'error' ? [pointer] : []));
  const isPlace = (task: string): boolean => !kept.has(task) && places.some((place) => place === task || place.startsWith(`${task}/`));
  const fused = Object.values(states).flatMap(({ pointer, also }) => (also === undefined ? [] : [[pointer, ...also.map((task) => task.pointer)]]));
  const named = fused.flatMap((tasks) => tasks.filter(isPlace));
  return named.length > 0 ? named : fused.flat().filter((task) => !kept.has(task));
}

interface States extends Omit<Compilation, 'program'> {
  readonly linked?: LinkedProgram;
}

/** Lowers tasks to states, or takes the state machine that the document brings along. */
function makeStates(definition: Definition, request: CompileRequest): States {
  const { stateMachine } = definition;
  if (stateMachine !== undefined) return { ...linkStateMachine({ stateMachine, target: request.target, catalogue: request.catalogue }), needs: [] };
  const resolved = resolveReferences(definition, request);
  const lowered = lowerDefinition(definition, resolved.resolution, request.optimisation ?? 1);
  return { linked: linkProgram(lowered.program), diagnostics: [...resolved.diagnostics, ...lowered.diagnostics], needs: resolved.needs };
}

function reasonOf(diagnostics: readonly Diagnostic[]): 'invalid' | 'refused' {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  return errors.length > 0 && errors.every((diagnostic) => diagnostic.code.startsWith('UWF-3')) ? 'refused' : 'invalid';
}
