import { readFileSync } from 'node:fs';
import { COMPILER_VERSION } from '#shared/core/compiler/version.ts';
import { printRecord } from '../output/format.ts';
import type { AddCommand } from './context.ts';
import { outputOption, type OutputOptions } from './options.ts';

/** Version of the package, from its package.json. */
export function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const version = typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : undefined;
  return typeof version === 'string' ? version : 'unknown';
}

/** `uwf version`: what is to be named in a report of a fault. */
export const addVersion: AddCommand = (parent, { terminal }) => {
  parent
    .command('version')
    .description('write the versions of uwf, of its compiler and of Node')
    .addOption(outputOption())
    .action(({ output }: OutputOptions) => printRecord(terminal, output, { uwf: packageVersion(), compiler: COMPILER_VERSION, node: process.version, platform: `${process.platform} ${process.arch}` }));
};
