import { parseDocument } from 'yaml';
import type { DetectorSettings } from '#shared/core/egress/detectors.ts';
import type { DeploymentTarget } from '#shared/core/compiler/model.ts';
import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';
import { ZONES } from '#shared/core/tier/tier.ts';
import { ANONYMITY_DEFAULT, readAnonymity, type AnonymitySettings } from './anonymity-settings.ts';
import { DATA_DIRECTORY_DEFAULT, ENVIRONMENT_DEFAULT, PROJECT_CONFIG_BYTES_MAX, TARGETS_DEFAULT, TENANT_DEFAULT } from './defaults.ts';
import { readDetectors } from './detector-settings.ts';
import { readDoor, type DoorBounds } from './door-settings.ts';
import { FieldReader } from './field-reader.ts';
import { readKafka, type KafkaSettings } from './kafka-settings.ts';
import type { ConfigProblem } from './report.ts';
import { readRunner, type RunnerSettings } from './runner-settings.ts';
import { readSchedules, type ScheduleSettings } from './schedule-settings.ts';

/** What a project says of itself in `uwf.config.yaml`. Paths are as written: relative to the folder of the file. */
export interface ProjectConfig {
  readonly environment: string;
  readonly tenant: string;
  readonly dataDirectory: string;
  readonly targets: readonly DeploymentTarget[];
  /** Name of one of `targets`. */
  readonly defaultTarget: string;
  readonly handlers: readonly string[];
  readonly catalogue: readonly string[];
  readonly egress: { readonly hosts: readonly string[] };
  /** What the egress guard looks for beside what it always does. */
  readonly detectors?: DetectorSettings;
  /** Folder of the files that `use.secrets` names; absent: there are no secrets. */
  readonly secrets?: { readonly directory: string };
  /** File with the public sealing keys of the bank (a JWK Set), for clouds that hold none of its private ones. */
  readonly sealingKeys?: string;
  readonly processes: ProcessSettings;
  readonly schedules: ScheduleSettings;
  readonly anonymity: AnonymitySettings;
  /** How much may wait for the bank. */
  readonly door: DoorBounds;
  /** The cluster that joins the zones; absent: the queue of the embedded database does. */
  readonly kafka?: KafkaSettings;
  /** The runner of this machine; absent: as the defaults are. */
  readonly runner?: RunnerSettings;
}

/** What `run` tasks may start on the runner's machine: nothing that is not listed. */
export interface ProcessSettings {
  readonly scripts: readonly ('js' | 'python')[];
  /** Python's command, where it is not `python3`. */
  readonly python?: string;
  readonly shell: { readonly commands: readonly string[] };
  readonly containers?: { readonly engine: string; readonly images: readonly string[] };
}

const RUNTIMES = ['engine', 'step-functions', 'durable-functions'] as const satisfies readonly DeploymentTarget['runtime'][];

/** Part of topic names: lower-case words joined by hyphens. */
const NAME = { form: /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, expected: 'a name of lower-case letters, digits and hyphens' } as const;
const PATH = { form: /^[^\0]+$/, expected: 'a path' } as const;
const HOST = { form: /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i, expected: 'a host name, with :port where it matters' } as const;
/** Named like the resource that a target can do: `uwf:run-container`. */
const CAPABILITY = { form: /^uwf:(?:run-container|grpc|asyncapi|a2a|mcp)$/, expected: 'one of uwf:run-container, uwf:grpc, uwf:asyncapi, uwf:a2a, uwf:mcp' } as const;
const LANGUAGE = { form: /^(?:js|python)$/, expected: 'js or python' } as const;
const COMMAND = { form: /^(?:\/[^\0]*)?[^\0/\s]+$/, expected: 'the name of a command, or its absolute path' } as const;
const IMAGE = { form: /^[a-z0-9][A-Za-z0-9._/:@-]*$/, expected: 'an image with its tag or digest' } as const;

/** Configuration of a project without a file. */
export function defaultProjectConfig(): ProjectConfig {
  return {
    environment: ENVIRONMENT_DEFAULT,
    tenant: TENANT_DEFAULT,
    dataDirectory: DATA_DIRECTORY_DEFAULT,
    targets: TARGETS_DEFAULT,
    defaultTarget: 'private-cloud',
    handlers: [],
    catalogue: [],
    egress: { hosts: [] },
    processes: { scripts: [], shell: { commands: [] } },
    schedules: {},
    anonymity: ANONYMITY_DEFAULT,
    door: {},
  };
}

/** Reads the text of `uwf.config.yaml`. Every problem is found at once; unknown keys are problems. */
export function parseProjectConfig(text: string): Result<ProjectConfig, readonly ConfigProblem[]> {
  if (text.length > PROJECT_CONFIG_BYTES_MAX) return fail([{ setting: 'the file', expected: `at most ${PROJECT_CONFIG_BYTES_MAX} characters` }]);
  const document = parseDocument(text, { uniqueKeys: true, strict: true });
  if (document.errors.length > 0) return fail(document.errors.map((error) => ({ setting: placeOf(error.linePos), expected: `valid YAML (${error.code})` })));
  const tree = treeOf(document);
  if (tree === undefined) return fail([{ setting: 'the file', expected: 'no YAML aliases' }]);
  const reader = FieldReader.of(tree);
  const config = readConfig(reader);
  return reader.problems.length > 0 ? fail(reader.problems) : succeed(config);
}

/** The plain values, or undefined when the document uses aliases: a configuration needs none, and they can expand without end. */
function treeOf(document: ReturnType<typeof parseDocument>): unknown {
  try {
    const tree: unknown = document.toJS({ maxAliasCount: 0 });
    return tree ?? {};
  } catch {
    return undefined;
  }
}

function readConfig(reader: FieldReader): ProjectConfig {
  const defaults = defaultProjectConfig();
  const targets = reader.list('targets', readTarget) ?? defaults.targets;
  const first = targets[0]?.name ?? defaults.defaultTarget;
  const secrets = reader.object('secrets', readSecrets);
  const detectors = reader.object('detectors', readDetectors);
  const kafka = reader.object('kafka', readKafka);
  const runner = reader.object('runner', readRunner);
  const sealingKeys = reader.text('sealingKeys', PATH);
  const config: ProjectConfig = {
    environment: reader.text('environment', NAME) ?? defaults.environment,
    tenant: reader.text('tenant', NAME) ?? defaults.tenant,
    dataDirectory: reader.text('dataDirectory', PATH) ?? defaults.dataDirectory,
    targets,
    defaultTarget: reader.text('defaultTarget', NAME) ?? first,
    handlers: reader.texts('handlers', PATH) ?? defaults.handlers,
    catalogue: reader.texts('catalogue', PATH) ?? defaults.catalogue,
    egress: reader.object('egress', readEgress) ?? defaults.egress,
    ...(secrets === undefined ? {} : { secrets }),
    ...(detectors === undefined ? {} : { detectors }),
    ...(sealingKeys === undefined ? {} : { sealingKeys }),
    processes: reader.object('processes', readProcesses) ?? defaults.processes,
    schedules: reader.object('schedules', readSchedules) ?? defaults.schedules,
    anonymity: reader.object('anonymity', readAnonymity) ?? defaults.anonymity,
    door: reader.object('door', readDoor) ?? defaults.door,
    ...(kafka === undefined ? {} : { kafka }),
    ...(runner === undefined ? {} : { runner }),
  };
  reader.refuseOthers();
  checkTargets(reader, config);
  return config;
}

function readTarget(reader: FieldReader): DeploymentTarget {
  const capabilities = reader.texts('capabilities', CAPABILITY);
  const target = {
    name: reader.text('name', NAME, 'required') ?? '',
    runtime: reader.choice('runtime', RUNTIMES) ?? 'engine',
    zone: reader.choice('zone', ZONES, 'required') ?? 'public-cloud',
    ...(capabilities === undefined ? {} : { capabilities }),
  };
  reader.refuseOthers();
  return target;
}

function readEgress(reader: FieldReader): ProjectConfig['egress'] {
  const hosts = reader.texts('hosts', HOST) ?? [];
  reader.refuseOthers();
  return { hosts };
}

function readSecrets(reader: FieldReader): { readonly directory: string } {
  const directory = reader.text('directory', PATH, 'required') ?? '';
  reader.refuseOthers();
  return { directory };
}

function readProcesses(reader: FieldReader): ProcessSettings {
  const [python, containers] = [reader.text('python', COMMAND), reader.object('containers', readContainers)];
  const settings: ProcessSettings = {
    scripts: (reader.texts('scripts', LANGUAGE) ?? []).map((language) => (language === 'python' ? language : 'js')),
    ...(python === undefined ? {} : { python }),
    shell: reader.object('shell', readShell) ?? { commands: [] },
    ...(containers === undefined ? {} : { containers }),
  };
  reader.refuseOthers();
  return settings;
}

function readShell(reader: FieldReader): ProcessSettings['shell'] {
  const commands = reader.texts('commands', COMMAND) ?? [];
  reader.refuseOthers();
  return { commands };
}

function readContainers(reader: FieldReader): NonNullable<ProcessSettings['containers']> {
  const containers = { engine: reader.text('engine', COMMAND) ?? 'docker', images: reader.texts('images', IMAGE) ?? [] };
  reader.refuseOthers();
  return containers;
}

function checkTargets(reader: FieldReader, { targets, defaultTarget }: ProjectConfig): void {
  const names = targets.map((target) => target.name);
  if (names.length === 0) reader.report('targets', 'at least one target');
  if (new Set(names).size < names.length) reader.report('targets', 'names that differ');
  if (names.length > 0 && !names.includes(defaultTarget)) reader.report('defaultTarget', `one of ${names.join(', ')}`);
}

function placeOf(positions: readonly { readonly line: number; readonly col: number }[] | undefined): string {
  const start = positions?.[0];
  return start === undefined ? 'the file' : `line ${start.line}, column ${start.col}`;
}

/** The target of that name; a zone's name means the engine in that zone, even when the configuration does not list it. */
export function findTarget(config: ProjectConfig, name: string = config.defaultTarget): DeploymentTarget | undefined {
  const zone = ZONES.find((candidate) => candidate === name);
  return config.targets.find((target) => target.name === name) ?? (zone === undefined ? undefined : { name, runtime: 'engine', zone });
}
