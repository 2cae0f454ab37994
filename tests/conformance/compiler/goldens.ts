import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileDefinition } from '#shared/core/compiler/compile.ts';
import type { CompileOutcome, DeploymentTarget } from '#shared/core/compiler/model.ts';
import type { CatalogueEntry } from '#shared/core/definition/catalogue-entry.ts';
import type { Diagnostic } from '#shared/core/kernel/diagnostic.ts';

const ROOT = fileURLToPath(new URL('.', import.meta.url));

export const TARGET: DeploymentTarget = { name: 'conformance', runtime: 'engine', zone: 'private-cloud' };

export const CATALOGUE: readonly CatalogueEntry[] = JSON.parse(readFileSync(join(ROOT, 'catalogue.json'), 'utf8'));

export interface GoldenCase {
  readonly slug: string;
  readonly text: string;
  readonly expectedPath: string;
}

/** The cases of one folder: `valid` or `invalid`. */
export function goldenCases(folder: 'valid' | 'invalid'): readonly GoldenCase[] {
  return readdirSync(join(ROOT, folder))
    .sort()
    .map((slug) => ({ slug, text: readFileSync(join(ROOT, folder, slug, 'workflow.yaml'), 'utf8'), expectedPath: join(ROOT, folder, slug, 'expected.json') }));
}

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

/** The golden as it is stored. With `UPDATE_GOLDENS=1` in the environment it is written first: review the difference. */
export function storedGolden(golden: GoldenCase, actual: unknown): unknown {
  if (process.env['UPDATE_GOLDENS'] === '1') writeFileSync(golden.expectedPath, `${JSON.stringify(actual, undefined, 2)}\n`);
  if (!existsSync(golden.expectedPath)) return 'no golden yet: run the suite with UPDATE_GOLDENS=1';
  return JSON.parse(readFileSync(golden.expectedPath, 'utf8'));
}
