import { createHash, randomUUID } from 'node:crypto';
import { access, mkdir, mkdtemp, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { assert } from '#shared/core/kernel/assert.ts';
import { build, type BuildFailure, type Message, type OutputFile, type Plugin } from 'esbuild';

/** One source file and what became of it: the module to import, or what is wrong with the source. */
export type BundledFile = { readonly file: string } & ({ readonly module: string } | { readonly problems: readonly string[] });

export interface BundleRequest {
  readonly folder: string;
  /** File names inside the folder. */
  readonly files: readonly string[];
  readonly cacheFolder?: string;
}

const OWNER_ONLY = 0o700;
const OWNER_ONLY_FILE = 0o600;

/**
 * Compiles handler modules with all that they import by relative path into one module each; packages stay imports and are found from the cache
 * folder upwards, which is why it lies beside the handlers' own `node_modules`. Modules are relocated: they cannot rely on `import.meta.url`.
 */
export async function bundleHandlers(request: BundleRequest): Promise<readonly BundledFile[]> {
  const outputFolder = await openCacheFolder(request);
  return Promise.all(request.files.map((file) => bundleFile(request.folder, file, outputFolder)));
}

async function bundleFile(folder: string, file: string, outputFolder: string): Promise<BundledFile> {
  try {
    const result = await build({
      entryPoints: [join(folder, file)],
      absWorkingDir: folder,
      outdir: outputFolder,
      // The content is part of the name, so that a changed module is another module to the importer.
      entryNames: '[name]-[hash]',
      outExtension: { '.js': '.mjs' },
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      packages: 'external',
      sourcemap: 'inline',
      write: false,
      logLevel: 'silent',
      tsconfigRaw: {},
      plugins: [typesPlugin],
    });
    return { file, module: await writeModule(result.outputFiles) };
  } catch (error) {
    return { file, problems: messagesOf(error).map(describe) };
  }
}

/** Run by esbuild, as regular expressions of Go: without flags. */
const DEFINE_HANDLER = /^#onprem-runner\/handlers\/define-handler\.ts$/;
const ANYTHING = /.*/;

/** `define-handler.ts` exists for its types; at run time it is this, wherever the handlers lie. */
const typesPlugin: Plugin = {
  name: 'uwf-define-handler',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: DEFINE_HANDLER }, () => ({ path: 'define-handler', namespace: 'uwf' }));
    onLoad({ filter: ANYTHING, namespace: 'uwf' }, () => ({ contents: 'export const defineHandler = (spec) => spec;', loader: 'js' }));
  },
};

/** Under a name of its own first: another process may be importing the very same module. */
async function writeModule(files: readonly OutputFile[]): Promise<string> {
  const [module] = files;
  assert(module !== undefined && files.length === 1, 'one entry point without splitting gives one file');
  const draft = `${module.path}.${process.pid}.${randomUUID()}`;
  await writeFile(draft, module.contents, { mode: OWNER_ONLY_FILE });
  await rename(draft, module.path);
  return module.path;
}

/** Below the nearest package, in its ignored `.uwf` folder; without a package, in a private temporary folder. */
async function openCacheFolder(request: BundleRequest): Promise<string> {
  if (request.cacheFolder !== undefined) return makeFolder(resolve(request.cacheFolder));
  const packageFolder = await findPackageFolder(request.folder);
  if (packageFolder === undefined) return mkdtemp(join(tmpdir(), 'uwf-handlers-'));
  const identity = createHash('sha256').update(request.folder).digest('hex').slice(0, 16);
  return makeFolder(join(packageFolder, '.uwf', 'handlers', identity));
}

async function makeFolder(path: string): Promise<string> {
  await mkdir(path, { recursive: true, mode: OWNER_ONLY });
  return path;
}

async function findPackageFolder(folder: string): Promise<string | undefined> {
  const isPackage = await access(join(folder, 'package.json')).then(() => true, () => false);
  if (isPackage) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : findPackageFolder(parent);
}

function messagesOf(error: unknown): readonly Pick<Message, 'text' | 'location'>[] {
  return isBuildFailure(error) ? error.errors : [{ text: error instanceof Error ? error.message : 'cannot be compiled', location: null }];
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}

function describe({ text, location }: Pick<Message, 'text' | 'location'>): string {
  return location === null ? text : `${location.file}:${location.line}:${location.column + 1}: ${text}`;
}
