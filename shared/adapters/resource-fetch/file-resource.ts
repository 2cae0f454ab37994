import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail, type Result } from '#shared/core/kernel/result.ts';
import type { ResourceProblem } from '#shared/ports/resource-fetcher.ts';
import { decodeResource } from './decode-resource.ts';
import type { ResourceLimits } from './options.ts';

interface FileContext {
  readonly folder: string;
  readonly limits: ResourceLimits;
}

/** Reads a file beneath the folder; links that lead out of it are refused like any other way out. */
export async function readFileResource({ folder, limits }: FileContext, address: URL | string): Promise<Result<string, ResourceProblem>> {
  const path = pathOf(folder, address);
  if (path === undefined) return fail('refused');
  const root = await realpath(folder).catch(() => undefined);
  if (root === undefined) return fail('missing');
  if (!isBeneath(resolve(folder), path) && !isBeneath(root, path)) return fail('refused');
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined) return fail('missing');
  return isBeneath(root, real) ? read(real, limits) : fail('refused');
}

/** A relative address starts at the folder; its query and fragment are not part of the name. */
function pathOf(folder: string, address: URL | string): string | undefined {
  try {
    if (address instanceof URL) return fileURLToPath(address);
    return resolve(folder, decodeURIComponent(address.replace(/[?#].*$/u, '')));
  } catch {
    return undefined;
  }
}

function isBeneath(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith('../') && !isAbsolute(way);
}

async function read(path: string, { bytesMax }: ResourceLimits): Promise<Result<string, ResourceProblem>> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(() => undefined);
  if (file === undefined) return fail('unreachable');
  try {
    const found = await file.stat();
    if (!found.isFile()) return fail('missing');
    return found.size > bytesMax ? fail('too-large') : decodeResource(await file.readFile());
  } finally {
    await file.close();
  }
}
