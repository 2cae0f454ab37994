import type { FieldReader } from './field-reader.ts';

/** A runner of this project, as `uwf.config.yaml` says. Paths are as written: relative to the folder of the file. */
export interface RunnerSettings {
  /** Identity of the site: under this name it signs and is addressed. */
  readonly site: string;
  /** Name of the cloud side. */
  readonly cloud: string;
  /** Folder of what the runner keeps for itself: incarnation, log, working folders and, unless they are elsewhere, its keys. */
  readonly data: string;
  /** Folder of the private keys of the door. */
  readonly keys?: string;
  /** File of the ring of public keys. */
  readonly ring?: string;
  /** Thumbprints of the release keys that the ring may be signed by. */
  readonly releaseKeys: readonly string[];
  /** Resources that this site does at all, with `*` at the end for all that begin so; absent: everything that it can. */
  readonly allow?: readonly string[];
  readonly pool: { readonly total?: number; readonly perHandler?: number; readonly perTarget?: number };
  /** Shares of the priorities. */
  readonly weights?: { readonly critical: number; readonly high: number; readonly normal: number; readonly low: number };
  readonly drainMs: number;
  /** How long a process that is not heard of keeps the work that it has taken; absent: half a minute. */
  readonly leaseMs?: number;
  /** Values of tokens that the tasks of this site get in a minute, and at once after a pause; absent: 60,000. */
  readonly revealsPerMinute?: number;
  readonly health: { readonly host: string; readonly port: number };
}

const SITE = { form: /^[a-z0-9](?:[a-z0-9.-]{0,61}[a-z0-9])?$/, expected: 'a name of lower-case letters, digits, dots and hyphens' } as const;
const PATH = { form: /^[^\0]+$/, expected: 'a path' } as const;
const THUMBPRINT = { form: /^[A-Za-z0-9_-]{43}$/, expected: 'the thumbprint of a key (RFC 7638), as uwf keys show writes it' } as const;
const RESOURCE = { form: /^uwf:[a-z0-9:._-]*\*?$/i, expected: 'a resource such as uwf:function:aml-check:1.0.0, or uwf:function:*' } as const;
const ADDRESS = { form: /^[0-9a-z.:-]+$/i, expected: 'a local address' } as const;
const COUNT = { min: 1, max: 10_000 } as const;
const WEIGHT = { min: 1, max: 1_000 } as const;
const PORT = { min: 0, max: 65_535 } as const;
const DRAIN_SECONDS = { min: 0, max: 86_400 } as const;
/** Renewed three times in its length: a shorter one is lost to a pause of the process. */
const LEASE_SECONDS = { min: 3, max: 3_600 } as const;
/** No fewer than the tokens that one task may be given. */
const REVEALS = { min: 256, max: 100_000_000 } as const;

const DRAIN_MS_DEFAULT = 60_000;
/** Address of `/livez`, `/readyz` and `/metrics` unless it is configured. */
export const HEALTH_DEFAULT = { host: '127.0.0.1', port: 9_464 } as const;

/** What holds where the file says nothing. */
export function defaultRunnerSettings(): RunnerSettings {
  return { site: 'runner-1', cloud: 'cloud', data: '.uwf/runner', releaseKeys: [], pool: {}, drainMs: DRAIN_MS_DEFAULT, health: HEALTH_DEFAULT };
}

/** Reads `runner` of `uwf.config.yaml`. */
export function readRunner(reader: FieldReader): RunnerSettings {
  const defaults = defaultRunnerSettings();
  const [keys, ring, allow] = [reader.text('keys', PATH), reader.text('ring', PATH), reader.texts('allow', RESOURCE)];
  const weights = reader.object('weights', readWeights);
  const [drainSeconds, leaseSeconds] = [reader.integer('drainSeconds', DRAIN_SECONDS), reader.integer('leaseSeconds', LEASE_SECONDS)];
  const revealsPerMinute = reader.integer('revealsPerMinute', REVEALS);
  const settings: RunnerSettings = {
    site: reader.text('site', SITE) ?? defaults.site,
    cloud: reader.text('cloud', SITE) ?? defaults.cloud,
    data: reader.text('data', PATH) ?? defaults.data,
    ...(keys === undefined ? {} : { keys }),
    ...(ring === undefined ? {} : { ring }),
    releaseKeys: reader.texts('releaseKeys', THUMBPRINT) ?? [],
    ...(allow === undefined ? {} : { allow }),
    pool: reader.object('pool', readPool) ?? {},
    ...(weights === undefined ? {} : { weights }),
    drainMs: drainSeconds === undefined ? defaults.drainMs : drainSeconds * 1_000,
    ...(leaseSeconds === undefined ? {} : { leaseMs: leaseSeconds * 1_000 }),
    ...(revealsPerMinute === undefined ? {} : { revealsPerMinute }),
    health: reader.object('health', readHealth) ?? defaults.health,
  };
  reader.refuseOthers();
  return settings;
}

function readPool(reader: FieldReader): RunnerSettings['pool'] {
  const [total, perHandler, perTarget] = [reader.integer('total', COUNT), reader.integer('perHandler', COUNT), reader.integer('perTarget', COUNT)];
  reader.refuseOthers();
  return { ...(total === undefined ? {} : { total }), ...(perHandler === undefined ? {} : { perHandler }), ...(perTarget === undefined ? {} : { perTarget }) };
}

function readWeights(reader: FieldReader): NonNullable<RunnerSettings['weights']> {
  const weight = (name: string): number => reader.integer(name, WEIGHT, 'required') ?? 1;
  const weights = { critical: weight('critical'), high: weight('high'), normal: weight('normal'), low: weight('low') };
  reader.refuseOthers();
  return weights;
}

function readHealth(reader: FieldReader): RunnerSettings['health'] {
  const health = { host: reader.text('host', ADDRESS) ?? HEALTH_DEFAULT.host, port: reader.integer('port', PORT) ?? HEALTH_DEFAULT.port };
  reader.refuseOthers();
  return health;
}
