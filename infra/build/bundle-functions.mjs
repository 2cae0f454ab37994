import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';

/** Node of the functions: Lambda's `nodejs22.x`, and Node 22 of Azure Functions. */
const TARGET = 'node22';

/** Native parts come from a layer. */
const FROM_LAYER = ['node-rdkafka'];

/** Packages that are CommonJS ask for `require`, which a module does not have. */
const REQUIRE_BANNER = "import{createRequire as uwfRequire}from'node:module';const require=uwfRequire(import.meta.url);";

/** Names of the functions of AWS: each is an entry. */
export function awsFunctions(root) {
  return readdirSync(join(root, 'functions', 'aws', 'entries')).filter((name) => name.endsWith('.ts')).map((name) => basename(name, '.ts')).toSorted();
}

/**
 * Bundles each function of AWS into a folder of its own: `index.mjs`, parts that are loaded when they are needed, source maps, and the settings of the
 * project. Returns what each is made of, in bytes.
 */
export async function bundleAwsFunctions({ root, outDir, settings, names = awsFunctions(root) }) {
  const sizes = await Promise.all(names.map((name) => bundleOne({ root, name, folder: join(outDir, name) })));
  for (const name of names) writeFileSync(join(outDir, name, 'settings.json'), `${JSON.stringify(settings)}\n`);
  return Object.fromEntries(names.map((name, index) => [name, sizes[index]]));
}

async function bundleOne({ root, name, folder }) {
  const result = await build({
    absWorkingDir: root,
    entryPoints: { index: `functions/aws/entries/${name}.ts` },
    outdir: folder,
    bundle: true,
    splitting: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
    target: TARGET,
    mainFields: ['module', 'main'],
    external: [...FROM_LAYER, 'pg-native'],
    banner: { js: REQUIRE_BANNER },
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    logLevel: 'error',
    chunkNames: 'part-[hash]',
    outExtension: { '.js': '.mjs' },
  });
  rmSync(folder, { recursive: true, force: true });
  for (const file of result.outputFiles) {
    mkdirSync(dirname(file.path), { recursive: true });
    writeFileSync(file.path, file.contents);
  }
  return sizesOf(result.metafile);
}

/** Bytes that are read before the first call, and all of them. */
function sizesOf({ outputs }) {
  const modules = Object.entries(outputs).filter(([path]) => path.endsWith('.mjs'));
  const entry = modules.find(([path]) => basename(path) === 'index.mjs')?.[0];
  const atOnce = new Set();
  const visit = (path) => {
    if (path === undefined || atOnce.has(path)) return;
    atOnce.add(path);
    for (const { path: next, kind } of outputs[path].imports) if (kind === 'import-statement' && outputs[next] !== undefined) visit(next);
  };
  visit(entry);
  const bytes = (paths) => paths.reduce((sum, path) => sum + outputs[path].bytes, 0);
  return { atOnce: bytes([...atOnce]), whole: bytes(modules.map(([path]) => path)) };
}
