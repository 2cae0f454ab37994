import { readFile } from 'node:fs/promises';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { compareRings } from '#shared/core/protocol/ring-change.ts';
import type { KeyRing } from '#shared/core/protocol/ring.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { KeyRingSource } from '#shared/ports/key-ring-source.ts';
import type { Logger } from '#shared/ports/logger.ts';
import { readRingFile, readRingText, writeRingFile } from './ring-file.ts';

/** The ring is read again after this time (protocol §9: at most a minute), so that a revocation is known soon. */
export const RING_RELOAD_MS_DEFAULT = 30_000;
/** A ring that could not be read again for so long is used no more: a revocation may be in the one that cannot be read. */
export const RING_STALE_MS_DEFAULT = 900_000;

/**
 * A file, or a text that somebody else keeps: a secret of a cloud. `floorFile` keeps the highest version that was seen, so that an earlier ring is refused
 * after a restart too; without it only while this process lives.
 */
export type RingPlace = { readonly file: string; readonly floorFile?: string } | { readonly text: () => Promise<string> };

/** Where a ring lies and by what it is believed. */
export interface RingSourceOptions {
  readonly ring: RingPlace;
  /** Thumbprints of the release keys, from configuration. */
  readonly pins: readonly string[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly reloadMs?: number;
  readonly staleMs?: number;
}

interface Known {
  readonly ring: KeyRing;
  /** When the file was last seen to be good. */
  readonly at: number;
}

/**
 * The ring of a place, read again as it grows old. What does not verify, or is an earlier version, is refused and logged; the ring that is known
 * stays in use meanwhile, for `staleMs` at most.
 */
export function openRingSource(options: RingSourceOptions): KeyRingSource {
  const { clock, logger, reloadMs = RING_RELOAD_MS_DEFAULT, staleMs = RING_STALE_MS_DEFAULT } = options;
  let known: Known | undefined;
  let triedAt = Number.NEGATIVE_INFINITY;
  let loading: Promise<KeyRing> | undefined;
  const load = async (): Promise<KeyRing> => {
    try {
      const ring = await accept(options, known?.ring);
      known = { ring, at: clock.now() };
      return ring;
    } catch (cause) {
      const reason = cause instanceof UwfError ? cause.message : 'unknown';
      logger.warn('key-ring-refused', { reason });
      if (known !== undefined && clock.now() - known.at < staleMs) return known.ring;
      throw new UwfError('UWF-5007', `there is no key ring to go by: ${reason}`, { cause });
    } finally {
      triedAt = clock.now();
      loading = undefined;
    }
  };
  return { current: async () => (known !== undefined && clock.now() - triedAt < reloadMs && clock.now() - known.at < staleMs ? known.ring : (loading ??= load())) };
}

async function accept({ ring: place, pins }: RingSourceOptions, known: KeyRing | undefined): Promise<KeyRing> {
  const ring = 'file' in place ? await readRingFile(place.file, pins) : await readRingText(await place.text(), pins);
  const order = known === undefined ? 'newer' : compareRings(known, ring);
  if (order === 'same' && known !== undefined) return known;
  if (order !== 'newer') throw new UwfError('UWF-5005', order === 'older' ? 'the key ring is an earlier version than the known one' : 'two key rings have the same version');
  if ('file' in place && place.floorFile !== undefined) await raiseFloor(place.floorFile, ring.version);
  return ring;
}

async function raiseFloor(path: string, version: number): Promise<void> {
  const floor = await readFloor(path);
  if (version < floor) throw new UwfError('UWF-5005', 'the key ring is an earlier version than one that was seen here');
  if (version > floor) await writeRingFile(path, `${version}\n`);
}

/** No file yet: nothing was seen. A file that holds no version is refused, because it cannot say what was. */
async function readFloor(path: string): Promise<number> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return '0';
    throw new UwfError('UWF-5005', 'the file of the highest ring version cannot be read', { cause });
  });
  const version = /^\d{1,15}\n?$/u.test(text) ? Number(text) : undefined;
  if (version === undefined) throw new UwfError('UWF-5005', 'the file of the highest ring version holds none');
  return version;
}
