import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { exclusively } from './lock.mjs';
import { install, isInstalled } from './install.mjs';
import { buildNative } from './native.mjs';
import { ROOT, inRoot } from './paths.mjs';
import { generate } from './setup.mjs';

const SOURCES = ['shared', 'functions', 'onprem-runner', 'infra/build', 'package.json', 'package-lock.json'];
/** Written by generate.mjs: their state follows from the sources. */
const GENERATED = new Set(['vendor', 'generated']);
const PROGRAM = inRoot('dist', 'uwf.mjs');
const STAMP = inRoot('dist', 'uwf.stamp');

/**
 * Becomes the `uwf` program, in this very process: no second start-up, and a signal (even SIGKILL) meets the program itself.
 * Builds it first when a source has changed since.
 */
export async function runProgram(args) {
  if (!isCurrent()) await exclusively(build);
  if (args.some((arg) => /^--kafka(?:=|$)/.test(arg))) await exclusively(() => buildNative(['node-rdkafka']));
  process.setSourceMapsEnabled(true);
  process.argv = [process.argv[0], PROGRAM, ...args];
  await import(pathToFileURL(PROGRAM).href);
}

function isCurrent() {
  return existsSync(PROGRAM) && existsSync(STAMP) && isInstalled() && readFileSync(STAMP, 'utf8') === fingerprint();
}

async function build() {
  // Another process may have built it while this one waited for the lock.
  if (isCurrent()) return;
  if (!isInstalled()) await install();
  await generate();
  const { bundleProgram } = await import('../../infra/build/bundle.mjs');
  await bundleProgram({ root: ROOT, stamp: fingerprint() });
}

/** Changes whenever a source does. Times and sizes are enough here and cost a few milliseconds; contents would cost more. */
function fingerprint() {
  const digest = createHash('sha256');
  for (const source of SOURCES) addToDigest(digest, inRoot(source));
  return digest.digest('hex');
}

function addToDigest(digest, path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return;
  if (!stat.isDirectory()) {
    digest.update(`${path}\0${stat.size}\0${stat.mtimeMs}\n`);
    return;
  }
  for (const entry of readdirSync(path).sort()) {
    if (!GENERATED.has(entry)) addToDigest(digest, join(path, entry));
  }
}
