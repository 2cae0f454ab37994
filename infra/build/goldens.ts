import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { awsFiles } from './aws-files.ts';
import { azureFiles } from './azure-files.ts';
import { compilerGoldens } from './compiler-goldens.ts';
import { compileStatemachines } from './compile-statemachines.ts';
import { errorPages } from './error-pages.ts';
import type { Golden } from './golden.ts';
import { kafkaFiles } from './kafka-files.ts';
import { makeDocs } from './make-docs.ts';
import { makeGraphs } from './make-graphs.ts';
import { publishedSchemaText } from './make-validators.mjs';

/** The schema that editors complete documents with. */
function publishedSchema(): Promise<readonly Golden[]> {
  return Promise.resolve([{ path: 'docs/schema/uwf-workflow.schema.json', content: publishedSchemaText() }]);
}

/** Every producer of goldens. A producer gives equal bytes for equal sources. */
const PRODUCERS: readonly ((root: string) => Promise<readonly Golden[]>)[] = [makeDocs, errorPages, compileStatemachines, makeGraphs, compilerGoldens, publishedSchema, kafkaFiles, awsFiles, azureFiles];

/** Paths of the goldens that are missing or not what their producers make. */
export async function staleGoldens(root: string): Promise<readonly string[]> {
  const goldens = await allGoldens(root);
  return goldens.filter((golden) => isStale(root, golden)).map((golden) => golden.path);
}

/** Writes the goldens that are stale; returns their paths. */
export async function writeGoldens(root: string): Promise<readonly string[]> {
  const stale = (await allGoldens(root)).filter((golden) => isStale(root, golden));
  for (const golden of stale) {
    const file = join(root, golden.path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, golden.content);
  }
  return stale.map((golden) => golden.path);
}

async function allGoldens(root: string): Promise<readonly Golden[]> {
  const groups = await Promise.all(PRODUCERS.map((produce) => produce(root)));
  return groups.flat();
}

function isStale(root: string, golden: Golden): boolean {
  const file = join(root, golden.path);
  return !existsSync(file) || readFileSync(file, 'utf8') !== golden.content;
}
