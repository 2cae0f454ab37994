import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDefinition } from '#shared/core/definition/read.ts';
import { chartOf, factsOfFindings, factsOfProgram } from '#shared/core/graph/chart.ts';
import { toMermaid } from '#shared/core/graph/mermaid.ts';
import { compileDefinitionFile, definitionFiles, loadCompilation } from './compile-statemachines.ts';
import type { Golden } from './golden.ts';

/** What stands between these lines of a README is drawn from the document that the first one names. */
const GRAPH = /(<!-- graph of (?<file>[\w./-]+), made by npm run goldens -->\n)[\s\S]*?(<!-- end of graph -->)/gu;

/** The pictures of definitions: `compiled/graph.mmd` beside each, and in every README of `statemachines/` that asks for one. */
export async function makeGraphs(root: string): Promise<readonly Golden[]> {
  const compilation = await loadCompilation(root);
  const drawn = new Map(definitionFiles(root, 'statemachines').map((path) => [path, draw(compileDefinitionFile({ root, path, ...compilation }))]));
  const files = [...drawn].map(([path, content]) => ({ path: `${path.slice(0, path.lastIndexOf('/'))}/compiled/graph.mmd`, content }));
  return [...files, ...readmes(root, 'statemachines').map((path) => ({ path, content: withGraphs(readFileSync(join(root, path), 'utf8'), (file) => drawn.get(`${path.slice(0, path.lastIndexOf('/'))}/${file}`)) }))];
}

function draw({ text, outcome }: ReturnType<typeof compileDefinitionFile>): string {
  const definition = outcome.accepted ? readDefinition(text).definition : outcome.definition;
  if (definition === undefined) return '';
  return toMermaid(chartOf({ definition, factsOf: outcome.accepted ? factsOfProgram(outcome.program) : factsOfFindings(outcome.diagnostics) }));
}

function readmes(root: string, folder: string): readonly string[] {
  const own = existsSync(join(root, folder, 'README.md')) && readFileSync(join(root, folder, 'README.md'), 'utf8').includes('<!-- graph of ') ? [`${folder}/README.md`] : [];
  const folders = readdirSync(join(root, folder), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [...own, ...folders.flatMap((entry) => readmes(root, `${folder}/${entry.name}`))];
}

function withGraphs(text: string, graphOf: (file: string) => string | undefined): string {
  return text.replace(GRAPH, (whole: string, begin: string, file: string, end: string) => {
    const graph = graphOf(file);
    return graph === undefined ? whole : `${begin}\n\`\`\`mermaid\n${graph}\`\`\`\n\n${end}`;
  });
}
