import { pathToFileURL } from 'node:url';
import { ROOT } from './paths.mjs';
import { setUp } from './setup.mjs';

/** Writes every generated file that is committed. `--check` writes nothing and fails when one would change. */
export async function runGoldens(args) {
  await setUp();
  if (args.includes('--check')) {
    const { code, output } = await checkGoldens();
    process.stdout.write(`${output}\n`);
    process.exitCode = code;
    return;
  }
  const { writeGoldens } = await loadGoldens();
  const written = await writeGoldens(ROOT);
  process.stdout.write(written.length === 0 ? 'All goldens are current.\n' : `Written:\n${written.map((path) => `  ${path}`).join('\n')}\n`);
}

/** Whether every golden is what its producer makes of the sources. */
export async function checkGoldens() {
  try {
    const { staleGoldens } = await loadGoldens();
    const stale = await staleGoldens(ROOT);
    if (stale.length === 0) return { code: 0, output: 'All goldens are current.' };
    return { code: 1, output: `Not what the sources give (npm run goldens, then review the difference):\n${stale.map((path) => `  ${path}`).join('\n')}` };
  } catch (error) {
    return { code: 1, output: String(error?.stack ?? error) };
  }
}

async function loadGoldens() {
  const { bundleTool } = await import('../../infra/build/bundle.mjs');
  return import(pathToFileURL(await bundleTool({ root: ROOT, entry: 'infra/build/goldens.ts', name: 'goldens' })).href);
}
