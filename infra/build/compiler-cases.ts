import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileDefinition } from '#shared/core/compiler/compile.ts';
import type { CompileOutcome, DeploymentTarget } from '#shared/core/compiler/model.ts';
import type { CatalogueEntry } from '#shared/core/definition/catalogue-entry.ts';
import type { Diagnostic } from '#shared/core/kernel/diagnostic.ts';

const SUITE = 'tests/conformance/compiler';
const ROOT = fileURLToPath(new URL(`../../${SUITE}/`, import.meta.url));

/** What the documents of the compiler's suite are compiled for. */
export const TARGET: DeploymentTarget = { name: 'conformance', runtime: 'engine', zone: 'private-cloud' };

/** The functions that they call. */
export const CATALOGUE: readonly CatalogueEntry[] = JSON.parse(readFileSync(join(ROOT, 'catalogue.json'), 'utf8'));

/** A document of the suite. */
export interface GoldenCase {
  readonly slug: string;
  readonly text: string;
  /** Of what it comes to, from the root of the repository. */
  readonly expectedPath: string;
}

/** The cases of one folder: `valid` or `invalid`. Those that are refused are named after the code of their finding. */
export function goldenCases(folder: 'valid' | 'invalid'): readonly GoldenCase[] {
  return readdirSync(join(ROOT, folder))
    .sort()
    .map((slug) => ({ slug, text: readFileSync(join(ROOT, folder, slug, 'workflow.yaml'), 'utf8'), expectedPath: `${SUITE}/${folder}/${slug}/expected.json` }));
}

/** Compiles a document of the suite. */
export function compileCase(text: string): CompileOutcome {
  return compileDefinition({ text, target: TARGET, catalogue: CATALOGUE });
}

/** What a golden keeps of an outcome. Placement and evidence have goldens of their own. */
export function goldenOf(outcome: CompileOutcome): unknown {
  const diagnostics = outcome.diagnostics.map(finding);
  if (!outcome.accepted) return { accepted: false, reason: outcome.reason, diagnostics };
  const { machine, sourceMap } = outcome.program;
  return { accepted: true, diagnostics, machine, sourceMap };
}

function finding({ code, severity, pointer, position, message }: Diagnostic): unknown {
  return { code, severity, pointer, ...(position === undefined ? {} : { position }), message };
}
