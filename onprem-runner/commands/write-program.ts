import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { CompiledProgram } from '#shared/core/compiler/model.ts';
import { estimateQuota } from '#shared/core/asl/estimate-quota.ts';
import { statesOf } from '#shared/core/asl/scopes.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { diagnosticToJson, renderDiagnostics } from '../output/diagnostics.ts';
import { printListing, renderValue, type OutputFormat } from '../output/format.ts';
import { compileDocument, exitCodeOf, loadCompileSettings, type CompiledDocument } from './compile-document.ts';
import { PROGRAM_PARTS, type ProgramPart, type WriteProgramOptions } from './compile-options.ts';
import type { CommandContext } from './context.ts';

/** Compiles a document and writes its program to stdout or as files. */
export async function writeProgram(context: CommandContext, file: string, options: WriteProgramOptions): Promise<void> {
  const document = await compileDocument(context, file, await loadCompileSettings(context, options));
  const { outcome } = document;
  tellFindings(context, document, options.output);
  if (outcome.accepted && options.out !== undefined) await writeFiles(context, outcome.program, resolve(context.folder, options.out));
  else if (outcome.accepted && options.emit !== undefined) context.terminal.out(renderValue(PARTS[options.emit](outcome.program), options.output === undefined || options.output === 'table' ? 'json' : options.output));
  else if (outcome.accepted) print(context, outcome.program, options.output ?? 'json');
  context.end(exitCodeOf(outcome));
}

/** For a machine that asked for data, the findings of a refused document are the data. */
function tellFindings({ terminal }: CommandContext, { source, outcome }: CompiledDocument, format: OutputFormat | undefined): void {
  if (!outcome.accepted && format !== undefined && format !== 'table') {
    const diagnostics = outcome.diagnostics.map((diagnostic) => diagnosticToJson(diagnostic));
    terminal.out(renderValue(format === 'csv' ? diagnostics : { diagnostics }, format));
    return;
  }
  const text = renderDiagnostics(source, outcome.diagnostics, terminal.toldColours);
  if (text !== '') terminal.tell(text.trimEnd());
}

function print({ terminal }: CommandContext, program: CompiledProgram, format: OutputFormat): void {
  if (format !== 'table') {
    terminal.out(renderValue(toJson(program), format));
    return;
  }
  const rows = statesOf(program.machine).map(([name, state]) => ({
    name,
    type: state.Type,
    zone: program.placement.tasks[name]?.zone ?? program.placement.zone,
    pointer: program.sourceMap.states[name]?.pointer ?? '',
  }));
  printListing(terminal, 'table', {
    rows,
    toJson: (row) => row,
    columns: [
      { title: 'STATE', cell: (row) => row.name },
      { title: 'TYPE', cell: (row) => row.type },
      { title: 'ZONE', cell: (row) => row.zone },
      { title: 'TASK', cell: (row) => row.pointer },
    ],
    whenEmpty: 'The program has no states.',
  });
}

async function writeFiles({ terminal }: CommandContext, program: CompiledProgram, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { name, value } of programFiles(program)) {
    const path = join(folder, name);
    await writeFile(path, renderValue(value, 'json'));
    terminal.tell(path);
  }
}

/** The parts of a program as files of their own: what is committed beside an example and reviewed. */
function programFiles(program: CompiledProgram): readonly { readonly name: string; readonly value: JsonObject }[] {
  return PROGRAM_PARTS.map((part) => ({ name: FILES[part], value: PARTS[part](program) }));
}

const FILES: { readonly [part in ProgramPart]: string } = { asl: 'state-machine.asl.json', placement: 'placement.json', evidence: 'evidence.json', map: 'source-map.json', quota: 'quota.json' };

const PARTS: { readonly [part in ProgramPart]: (program: CompiledProgram) => JsonObject } = {
  asl: ({ machine }) => toJson(machine),
  map: ({ sourceMap }) => toJson(sourceMap),
  placement: ({ placement }) => toJson(placement),
  evidence: ({ evidence }) => toJson(evidence),
  quota: ({ machine }) => toJson(estimateQuota(machine)),
};

/** A program is plain JSON; its types are interfaces, which TypeScript does not take for one. */
function toJson(value: object): JsonObject {
  const copy: JsonObject = JSON.parse(JSON.stringify(value));
  return copy;
}
