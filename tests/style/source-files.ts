import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** A source file of ours, read and parsed once. */
export interface ParsedFile {
  /** From the root of the repository, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
}

export const ROOT = new URL('../..', import.meta.url).pathname;

const SKIPPED = new Set(['node_modules', 'dist', 'generated', 'vendor', 'coverage', '.git', '.uwf']);

/** Paths of all files beneath a folder of the repository that end as given. */
export function listFiles(folder: string, ...endings: readonly string[]): readonly string[] {
  const entries = readdirSync(join(ROOT, folder), { withFileTypes: true }).filter((entry) => !SKIPPED.has(entry.name));
  const paths = entries.flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    return entry.isDirectory() ? listFiles(path, ...endings) : [path];
  });
  return paths.filter((path) => endings.some((ending) => path.endsWith(ending))).sort();
}

export function readSource(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** Parses a text as the file of that name. */
export function parseSource(path: string, text: string): ParsedFile {
  return { path, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true) };
}

/** All TypeScript sources of a folder of the repository. */
export function parseFolder(folder: string): readonly ParsedFile[] {
  return listFiles(folder, '.ts').map((path) => parseSource(path, readSource(path)));
}
