import { dirname, resolve } from 'node:path';
import { compileWithResources } from '#shared/application/compile-with-resources.ts';
import { loadProject } from '#shared/config/load-project-config.ts';
import { findTarget } from '#shared/config/project-config.ts';
import type { CompileOutcome, DeploymentTarget, OptimisationLevel } from '#shared/core/compiler/model.ts';
import type { CatalogueEntry } from '#shared/core/definition/catalogue-entry.ts';
import { diagnosticError } from '#shared/core/kernel/diagnostic.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import { CommandError } from '../output/command-error.ts';
import type { SourceText } from '../output/diagnostics.ts';
import type { CompileOptions } from './compile-options.ts';
import { composeFetcher, composeLocal } from './compose.ts';
import type { CommandContext } from './context.ts';
import { loadCatalogue } from './load-catalogue.ts';
import { decodeText, readBytes } from './read-text.ts';

/** What documents are compiled against: one target and all functions that are known. */
export interface CompileSettings {
  readonly target: DeploymentTarget;
  readonly catalogue: readonly CatalogueEntry[];
  /** Hosts from which documents may be fetched that a document needs. */
  readonly egressHosts: readonly string[];
  /** Absent: the compiler's default. */
  readonly optimisation?: OptimisationLevel;
}

/** A document and what became of it. */
export interface CompiledDocument {
  readonly source: SourceText;
  readonly outcome: CompileOutcome;
}

/** Reads the project and its catalogue. Errors: `UWF-5005`, `UWF-6001`, `UWF-6002` (no such target), `UWF-6007`. */
export async function loadCompileSettings(context: CommandContext, options: CompileOptions): Promise<CompileSettings> {
  const project = loadProject({ folder: context.folder, ...(options.config === undefined ? {} : { file: options.config }) });
  const target = findTarget(project.config, options.target);
  if (target === undefined) throw new CommandError('UWF-6002', `no target or zone has the name given with --target; targets: ${project.config.targets.map((known) => known.name).join(', ')}`);
  const level = options.optimise === undefined ? {} : { optimisation: options.optimise };
  return { target, ...level, egressHosts: project.config.egress.hosts, catalogue: await loadCatalogue({ context, project, sources: options, validator: composeLocal().validator }) };
}

/** Reads and compiles one document. What is wrong with the document is in the outcome; `UWF-6001` when it cannot be read. */
export async function compileDocument(context: CommandContext, file: string, settings: CompileSettings): Promise<CompiledDocument> {
  const name = file === '-' ? '(standard input)' : file;
  const text = decodeText(await readBytes(context, file));
  if (text !== undefined) return { source: { name, text }, outcome: await compileText(text, file === '-' ? context.folder : dirname(resolve(context.folder, file)), settings) };
  const diagnostics = [diagnosticError('UWF-1001', '', 'The file is not text in UTF-8.')];
  return { source: { name, text: '' }, outcome: { accepted: false, reason: 'invalid', diagnostics } };
}

async function compileText(text: string, folder: string, { egressHosts, ...compilation }: CompileSettings): Promise<CompileOutcome> {
  const { outcome } = await compileWithResources(composeFetcher({ egressHosts, folder }), { text, ...compilation });
  return outcome;
}

/** 0 accepted · 2 not a valid document · 3 refused for its data flow. */
export function exitCodeOf(outcome: CompileOutcome): ExitCode {
  if (outcome.accepted) return EXIT_CODES.ok;
  return outcome.reason === 'invalid' ? EXIT_CODES.usage : EXIT_CODES.refused;
}
