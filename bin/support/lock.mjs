import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inRoot } from './paths.mjs';
import { say } from './report.mjs';

const LOCK = inRoot('.uwf', 'setup.lock');
const POLL_MS = 200;
const EMPTY_MS = 5_000;

/** Runs `work` while no other process of this checkout does: two terminals may start `demo` and `test` at the same time. */
export async function exclusively(work) {
  await acquire();
  try {
    return await work();
  } finally {
    rmSync(LOCK, { force: true });
  }
}

async function acquire() {
  mkdirSync(dirname(LOCK), { recursive: true });
  for (let announced = false; !tryAcquire(); announced = true) {
    if (!announced) say('Another command of this checkout is installing or building; waiting for it.');
    await sleep(POLL_MS);
  }
}

function tryAcquire() {
  try {
    writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!isHolderAlive()) rmSync(LOCK, { force: true });
    return false;
  }
}

function isHolderAlive() {
  try {
    const holder = Number(readFileSync(LOCK, 'utf8'));
    // Between creation and writing the file is empty for a moment; for longer only when its writer was killed right there.
    if (holder === 0) return Date.now() - statSync(LOCK).mtimeMs < EMPTY_MS;
    process.kill(holder, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
