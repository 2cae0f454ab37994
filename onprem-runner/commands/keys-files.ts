import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { KeyCard, KeyRing } from '#shared/core/protocol/ring.ts';
import { withReleaseKey } from '#shared/core/protocol/ring-change.ts';
import { parseKeyCard } from '#shared/core/protocol/ring-parse.ts';
import { CommandError } from '../output/command-error.ts';
import type { keyFiles } from './compose.ts';
import type { CommandContext } from './context.ts';

/** Where a ring is and by what it is believed. */
export interface RingOptions {
  readonly ring: string;
  readonly pin?: readonly string[];
}

/** A ring that is going to be changed: by who has the release key. */
export interface SigningOptions extends RingOptions {
  readonly release: string;
}

/** What commands do with files of keys; loaded when a command runs. */
export async function loadKeyFiles(): Promise<typeof keyFiles> {
  return (await import('./compose.ts')).keyFiles;
}

/** The ring as it verifies against the release keys that the person names. Errors: `UWF-5005`, `UWF-6002`. */
export async function readRing(context: CommandContext, { ring, pin = [] }: RingOptions): Promise<KeyRing> {
  if (pin.length === 0) throw new CommandError('UWF-6002', 'name the release key that the ring must be signed by: --pin THUMBPRINT');
  return (await loadKeyFiles()).readRingFile(resolve(context.folder, ring), pin);
}

/**
 * Replaces a ring by what `change` makes of it, signed by the release key of a folder. The ring that is there must verify, by that key or one
 * that is pinned; where there is none, `change` gets nothing. Errors: `UWF-5005`, `UWF-5007`.
 */
export async function changeRing(context: CommandContext, options: SigningOptions, change: (ring: KeyRing | undefined, release: KeyRing['release'][number]) => KeyRing): Promise<KeyRing> {
  const files = await loadKeyFiles();
  const path = resolve(context.folder, options.ring);
  const release = await files.readReleaseKey(resolve(context.folder, options.release));
  const known = existsSync(path) ? await files.readRingFile(path, [release.record.kid, ...(options.pin ?? [])]) : undefined;
  const next = withReleaseKey(change(known, release.record), release.record);
  await files.writeRingFile(path, await files.signRing(next, release));
  return next;
}

/** The keys of files that their owners handed over. Errors: `UWF-5005`, `UWF-6007`. */
export async function readCards(context: CommandContext, paths: readonly string[]): Promise<readonly KeyCard[]> {
  const files = await loadKeyFiles();
  const values = (await Promise.all(paths.map((path) => files.readCardFile(resolve(context.folder, path))))).flat();
  return values.map((value) => {
    const card = parseKeyCard(value);
    if (card === undefined) throw new CommandError('UWF-6007', 'a key card is not as `uwf keys init -o json` writes it');
    return card;
  });
}

/** Epoch seconds. */
export function nowInSeconds(): number {
  return Math.floor(Date.now() / 1_000);
}
