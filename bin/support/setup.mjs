import { inRoot } from './paths.mjs';
import { exclusively } from './lock.mjs';
import { install, isInstalled } from './install.mjs';
import { Explained } from './report.mjs';
import { runQuiet } from './spawn.mjs';

/** Makes the checkout ready for tools: dependencies installed, generated sources present. */
export async function setUp() {
  await exclusively(async () => {
    if (!isInstalled()) await install();
    await generate();
  });
}

/** Writes the sources that are built and not committed (synchronous JSONata, precompiled validators). Changes nothing when they are current. */
export async function generate() {
  const { code, output } = await runQuiet(process.execPath, [inRoot('infra', 'build', 'generate.mjs')]);
  if (code !== 0) throw new Explained(`infra/build/generate.mjs failed:\n${output}`);
}
