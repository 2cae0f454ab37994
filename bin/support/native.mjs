import { existsSync } from 'node:fs';
import { inRoot } from './paths.mjs';
import { npm } from './npm.mjs';
import { say } from './report.mjs';
import { runVisible } from './spawn.mjs';

/** Packages with a native part that only some uses need: the file is what their build makes. */
export const NATIVE_PACKAGES = [
  { name: 'node-rdkafka', file: ['build', 'Release', 'node-librdkafka.node'], for: 'Kafka', takes: 'two to three minutes' },
  { name: 'pkcs11js', file: ['build', 'Release', 'pkcs11.node'], for: 'hardware security modules (PKCS#11)', takes: 'some seconds' },
];

/** The native packages whose build is missing. */
export function missingNative() {
  return NATIVE_PACKAGES.filter(({ name, file }) => !existsSync(inRoot('node_modules', name, ...file)));
}

/**
 * Builds what is missing, once. Never fails: where there is no compiler the parts that need one say so by themselves, and the suites that
 * need them are reported as not run. `wanted` names packages; without it all are built.
 */
export async function buildNative(wanted) {
  for (const { name, for: purpose, takes } of missingNative()) {
    if (wanted !== undefined && !wanted.includes(name)) continue;
    if (!existsSync(inRoot('node_modules', name))) continue;
    say(`Building the native part of ${name}, for ${purpose} (${takes}; only this once) …`);
    const [command, prefix] = npm();
    const code = await runVisible(command, [...prefix, 'rebuild', name, '--loglevel=error'], { stdout: 2, env: { ...process.env, ...nodeHeaders(), npm_config_progress: 'false' } });
    if (code !== 0) say(`${name} could not be built (exit code ${code}): a C++ compiler, make and Python are needed. Everything else works without it.`);
  }
}

/** Where Node was installed with its headers, nothing needs to be downloaded for a build. */
function nodeHeaders() {
  if (process.env.npm_config_nodedir !== undefined) return {};
  const folder = inPrefix();
  return existsSync(`${folder}/include/node/node.h`) ? { npm_config_nodedir: folder } : {};
}

function inPrefix() {
  return process.execPath.replace(/[/\\](?:bin[/\\])?node(?:\.exe)?$/u, '');
}
