import { writeFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { formatIdentity } from '#shared/core/definition/identity.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { documentOfCase, findCases } from '../cases/find-cases.ts';
import { judgeCase } from '../cases/judge-case.ts';
import { toJunit, type CaseReport } from '../cases/junit.ts';
import type { WorkflowCase } from '../cases/model.ts';
import { parseCase } from '../cases/parse-case.ts';
import { playCase } from '../cases/play-case.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { CommandError } from '../output/command-error.ts';
import { renderValue } from '../output/format.ts';
import { printable } from '../output/printable.ts';
import { compileDocument, loadCompileSettings, type CompiledDocument, type CompileSettings } from './compile-document.ts';
import { composeLocal, type LocalPorts } from './compose.ts';
import type { CommandContext } from './context.ts';
import { decodeText, readBytes } from './read-text.ts';
import type { TestOptions } from './tool-options.ts';

const FOLDER_DEFAULT = 'statemachines';

/** Runs every case at or beneath the paths and reports. Errors: `UWF-6001` no such path, `UWF-6002` no case, `UWF-6007` a file that is no case. */
export async function testWorkflows(context: CommandContext, paths: readonly string[], options: TestOptions): Promise<void> {
  const files = await caseFiles(context, paths.length === 0 ? [FOLDER_DEFAULT] : paths);
  const settings = await loadCompileSettings(context, options);
  const bench: Bench = { context, settings, ports: composeLocal(), compiled: new Map() };
  const reports: CaseReport[] = [];
  for (const file of files) reports.push(await reportOf(bench, file));
  print(context, reports, options);
  if (options.junit !== undefined) await writeFile(resolve(context.folder, options.junit), toJunit(reports));
  context.end(reports.every(({ problems }) => problems.length === 0) ? EXIT_CODES.ok : EXIT_CODES.failed);
}

async function caseFiles(context: CommandContext, paths: readonly string[]): Promise<readonly string[]> {
  const files: string[] = [];
  for (const path of paths) {
    const found = await findCases(resolve(context.folder, path));
    if (found === undefined) throw new CommandError('UWF-6001', `${path}: no such file`);
    files.push(...found);
  }
  if (files.length === 0) throw new CommandError('UWF-6002', `there are no cases (cases/*.json) beneath ${paths.join(', ')}`);
  return [...new Set(files)];
}

interface Bench {
  readonly context: CommandContext;
  readonly settings: CompileSettings;
  readonly ports: LocalPorts;
  /** Documents by path: several cases share one. */
  readonly compiled: Map<string, CompiledDocument>;
}

async function reportOf(bench: Bench, path: string): Promise<CaseReport> {
  const { context, settings, ports } = bench;
  const file = relative(context.folder, path);
  const workflowCase = await readCase(bench, path, file);
  const document = await documentOf(bench, path, workflowCase);
  const startedAt = performance.now();
  const outcome = await playCase({ workflowCase, outcome: document.outcome, catalogue: settings.catalogue, validator: ports.validator });
  const problems = judgeCase(workflowCase.expect, outcome);
  return { file, workflow: nameOf(document), name: workflowCase.description ?? file, problems, milliseconds: performance.now() - startedAt };
}

async function readCase({ context, ports }: Bench, path: string, file: string): Promise<WorkflowCase> {
  const parsed = parseCase(ports.validator, decodeText(await readBytes(context, path)) ?? '');
  if (!parsed.ok) throw new CommandError('UWF-6007', `${file} is not a case\n${parsed.error.join('\n')}`);
  return parsed.value;
}

async function documentOf({ context, settings, compiled }: Bench, path: string, { definition }: WorkflowCase): Promise<CompiledDocument> {
  const document = await documentOfCase(path, definition);
  if (document === undefined) throw new CommandError('UWF-6001', `${relative(context.folder, path)}: there is no document ${definition ?? '../workflow.yaml'}`);
  const known = compiled.get(document) ?? (await compileDocument(context, document, settings));
  compiled.set(document, known);
  return known;
}

function nameOf({ source, outcome }: CompiledDocument): string {
  const identity = outcome.accepted ? outcome.program.identity : outcome.definition?.identity;
  return identity === undefined ? source.name : formatIdentity(identity);
}

function print({ terminal }: CommandContext, reports: readonly CaseReport[], { output }: TestOptions): void {
  if (output === 'junit') return terminal.out(toJunit(reports));
  const failed = reports.filter(({ problems }) => problems.length > 0);
  if (output !== 'table') return terminal.out(output === 'jsonl' ? reports.map((report) => renderValue(toJson(report), output)).join('') : renderValue(reports.map(toJson), output));
  const { green, red, dim } = terminal.colours;
  for (const { file, workflow, name, problems } of reports) {
    terminal.out(`${problems.length === 0 ? green('holds') : red('fails')}  ${printable(workflow)}  ${printable(name)}${name === file ? '' : `  ${dim(printable(file))}`}\n`);
    for (const problem of problems) terminal.out(`       ${printable(problem)}\n`);
  }
  terminal.tell(`${reports.length - failed.length} of ${reports.length} cases hold`);
}

function toJson({ file, workflow, name, problems, milliseconds }: CaseReport): JsonObject {
  return { file, workflow, name, holds: problems.length === 0, problems, milliseconds: Math.round(milliseconds) };
}
