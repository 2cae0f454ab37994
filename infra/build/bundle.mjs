import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { build } from 'esbuild';

/** Chunks of earlier builds stay this long, for processes that still run and load a part late. */
const OLD_CHUNK_MS = 60 * 60 * 1000;

/** Builds `dist/uwf.mjs` (and chunks that are loaded on demand) from `onprem-runner/cli.ts`. The entry is replaced last, in one step. */
export async function bundleProgram({ root, stamp }) {
  const outDir = join(root, 'dist');
  const files = await bundle({ root, entryPoints: { uwf: 'onprem-runner/cli.ts' }, outDir });
  writeAll(outDir, files, 'uwf.mjs');
  removeOldChunks(outDir, new Set(files.map((file) => basename(file.path))));
  writeFileSync(join(outDir, 'uwf.stamp'), stamp);
}

/** Bundles one TypeScript tool of the build and returns the path of the module: Node 20 does not read TypeScript by itself. */
export async function bundleTool({ root, entry, name }) {
  const outDir = join(root, 'dist', 'build');
  writeAll(outDir, await bundle({ root, entryPoints: { [name]: entry }, outDir }), `${name}.mjs`);
  return join(outDir, `${name}.mjs`);
}

async function bundle({ root, entryPoints, outDir }) {
  const result = await build({
    absWorkingDir: root,
    entryPoints,
    outdir: outDir,
    bundle: true,
    splitting: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    sourcemap: true,
    logLevel: 'silent',
    chunkNames: 'chunk-[hash]',
    outExtension: { '.js': '.mjs' },
    plugins: [keepModuleUrls(root, outDir)],
  });
  return result.outputFiles;
}

/** A module that finds files beside itself by `import.meta.url` still finds them when it is part of a bundle. */
function keepModuleUrls(root, outDir) {
  return {
    name: 'keep-module-urls',
    setup(pluginBuild) {
      pluginBuild.onLoad({ filter: /\.[mc]?[tj]s$/ }, ({ path }) => {
        if (path.includes(`${sep}node_modules${sep}`) || !path.startsWith(root)) return undefined;
        const source = readFileSync(path, 'utf8');
        if (!source.includes('import.meta.url')) return undefined;
        const fromBundle = relative(outDir, path).split(sep).join('/');
        const contents = source.replaceAll('import.meta.url', `new URL(${JSON.stringify(fromBundle)}, import.meta.url).href`);
        return { contents, loader: path.endsWith('ts') ? 'ts' : 'js' };
      });
    },
  };
}

function writeAll(outDir, files, entry) {
  mkdirSync(outDir, { recursive: true });
  const entryLast = [...files].sort((left, right) => Number(basename(left.path) === entry) - Number(basename(right.path) === entry));
  for (const file of entryLast) {
    const temporary = `${file.path}.${process.pid}.tmp`;
    writeFileSync(temporary, file.contents);
    renameSync(temporary, file.path);
  }
}

function removeOldChunks(outDir, current) {
  if (!existsSync(outDir)) return;
  for (const name of readdirSync(outDir)) {
    const path = join(outDir, name);
    const isOld = Date.now() - statSync(path).mtimeMs > OLD_CHUNK_MS;
    if (name.startsWith('chunk-') && !current.has(name) && isOld) rmSync(path, { force: true });
  }
}
