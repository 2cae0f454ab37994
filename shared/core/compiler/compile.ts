import type { Definition } from '../definition/model.ts';
import { hasErrors, type Diagnostic } from '../kernel/diagnostic.ts';
import { linkProgram } from './ir/link.ts';
import type { CompiledProgram, CompileOutcome, CompileRequest } from './model.ts';
import { inOrder, withPositions } from './order-diagnostics.ts';
import { checkTiers } from './passes/check-tiers.ts';
import { emitProgram } from './passes/emit.ts';
import { lowerDefinition } from './passes/lower.ts';
import { pruneUnreachable } from './passes/prune.ts';
import { readDocument } from './passes/read.ts';
import { resolveReferences } from './passes/resolve.ts';
import { createSourceLookup } from '../tier/source-lookup.ts';
import { verifyMachine } from './verify.ts';

/**
 * Compiles a document for one target: read → resolve → lower → prune → check tiers and place → emit. Never throws for a bad document;
 * every pass goes on as far as it can, so that all findings come at once, in the order of the document. Pure: equal requests give equal
 * programs, to the byte (see `canonicalProgram`). Refused: when the only errors are those of the data flow (UWF-3xxx).
 */
export function compileDefinition(request: CompileRequest): CompileOutcome {
  const read = readDocument(request.text);
  const compiled = read.definition === undefined ? { diagnostics: [] } : compileRead(read.definition, request);
  const diagnostics = inOrder(withPositions([...read.diagnostics, ...compiled.diagnostics], read.positionOf));
  if (compiled.program !== undefined && !hasErrors(diagnostics)) return { accepted: true, program: compiled.program, diagnostics };
  return { accepted: false, reason: reasonOf(diagnostics), diagnostics, ...(read.definition === undefined ? {} : { definition: read.definition }) };
}

interface Compilation {
  readonly program?: CompiledProgram;
  readonly diagnostics: readonly Diagnostic[];
}

function compileRead(definition: Definition, request: CompileRequest): Compilation {
  const resolved = resolveReferences(definition, request.catalogue);
  const lowered = lowerDefinition(definition, resolved.resolution);
  const pruned = pruneUnreachable(linkProgram(lowered.program));
  const flow = checkTiers(pruned.linked, { definition, zone: request.target.zone });
  const program = emitProgram({ definition, target: request.target, flow, sourceMap: pruned.linked.sourceMap });
  const verified = verifyMachine(program.machine, createSourceLookup(pruned.linked.sourceMap).pointerOf);
  return { program, diagnostics: [...resolved.diagnostics, ...lowered.diagnostics, ...pruned.diagnostics, ...flow.diagnostics, ...verified] };
}

function reasonOf(diagnostics: readonly Diagnostic[]): 'invalid' | 'refused' {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  return errors.length > 0 && errors.every((diagnostic) => diagnostic.code.startsWith('UWF-3')) ? 'refused' : 'invalid';
}
