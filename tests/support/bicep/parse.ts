import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import type { PythonRunner } from '../python-tools.ts';

/** The files of a deployment, by their paths beneath infra/azure. */
export type BicepSources = Readonly<Record<string, string>>;

/** What the parser makes of a file. */
export interface BicepFile {
  readonly path: string;
  /** Without comments. */
  readonly text: string;
  readonly parameters: Readonly<Record<string, BicepParameter>>;
  readonly variables: readonly string[];
  readonly resources: readonly BicepResource[];
  readonly modules: readonly BicepModule[];
  readonly outputs: readonly string[];
}

export interface BicepParameter {
  readonly isRequired: boolean;
  readonly isSecure: boolean;
}

export interface BicepResource {
  readonly name: string;
  readonly type: string;
  readonly apiVersion: string;
  /** What it is made with; of a loop or under a condition, too. */
  readonly config: JsonObject;
}

export interface BicepModule {
  readonly name: string;
  /** Path of its file beneath infra/azure. */
  readonly path: string;
  readonly params: JsonObject;
}

/** Values of a stage. */
export interface BicepStage {
  readonly path: string;
  readonly using: string;
  /** Their texts by their names. */
  readonly params: Readonly<Record<string, string>>;
}

/** A deployment as it was parsed. */
export interface BicepDeployment {
  readonly files: readonly BicepFile[];
  readonly stages: readonly BicepStage[];
  /** What the parsers refuse. */
  readonly problems: readonly string[];
  /** The sources themselves. */
  readonly sources: BicepSources;
}

const FOLDER = join('infra', 'azure');

/** Bicep by pycep, policies by Python's parser of XML: one line of JSON for each deployment that is asked about. */
const SCRIPT = `
import json, sys
from xml.dom import minidom
from pycep import BicepParser
parser = BicepParser()
known = {}
def tell(path, text):
    try:
        if path.endswith('.bicep'): return {'ok': True, 'value': parser.parse(text=text)}
        if path.endswith('.xml'): minidom.parseString(text)
        if path.endswith('.json'):
            for operation in json.loads(text)['operations']: minidom.parseString(operation['policy'])
        return None
    except Exception as error:
        return {'ok': False, 'reason': str(error).split('\\n')[0]}
for sources in json.load(open(sys.argv[1])):
    for pair in sources.items():
        if pair not in known: known[pair] = tell(*pair)
    told = {path: known[(path, text)] for path, text in sources.items()}
    print(json.dumps({path: outcome for path, outcome in told.items() if outcome is not None}))
`;

/** Everything that is deployed. */
export function readSources(): BicepSources {
  const paths = readdirSync(FOLDER, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(FOLDER.length + 1));
  return Object.fromEntries(paths.sort().map((path) => [path, readFileSync(join(FOLDER, path), 'utf8')]));
}

/** Parses deployments, all of them by one start of Python. */
export async function parseDeployments(python: PythonRunner, deployments: readonly BicepSources[]): Promise<readonly BicepDeployment[]> {
  const folder = mkdtempSync(join(tmpdir(), 'uwf-bicep-'));
  try {
    const file = join(folder, 'sources.json');
    writeFileSync(file, JSON.stringify(deployments));
    const { stdout, stderr } = await python('-c', SCRIPT, file);
    const told = stdout.split('\n').filter((line) => line !== '').map((line): JsonObject => JSON.parse(line));
    if (told.length !== deployments.length) throw new RangeError(`the parser broke off: ${stderr.slice(-500)}`);
    return deployments.map((sources, index) => toDeployment(sources, told[index] ?? {}));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function toDeployment(sources: BicepSources, told: JsonObject): BicepDeployment {
  const outcomes = Object.entries(told).filter((entry): entry is [string, JsonObject] => isJsonObject(entry[1]));
  const files = outcomes.flatMap(([path, { ok, value }]) => (ok === true && isJsonObject(value) ? [toFile(path, sources[path] ?? '', value)] : []));
  const problems = outcomes.flatMap(([path, { ok, reason }]) => (ok === true ? [] : [`${path}: ${String(reason)}`]));
  const stages = Object.entries(sources).filter(([path]) => path.endsWith('.bicepparam')).map(([path, text]) => toStage(path, text));
  return { files, stages, problems, sources };
}

/** Comments go; `//` within a text stays. */
function withoutComments(text: string): string {
  return text.replaceAll(/^\s*\/\/.*$/gmu, '').replaceAll(/@description\('(?:[^'\\]|\\.)*'\)/gu, '');
}

function toFile(path: string, source: string, parsed: JsonObject): BicepFile {
  const { parameters, variables, resources, modules, outputs } = parsed;
  return {
    path,
    text: withoutComments(source),
    parameters: Object.fromEntries(membersOf(parameters).map(([name, parameter]) => [name, { isRequired: parameter['default'] === null, isSecure: JSON.stringify(parameter['decorators'] ?? []).includes('"secure"') }])),
    variables: membersOf(variables).map(([name]) => name),
    resources: membersOf(resources).map(([name, { type, api_version: version, config }]) => ({ name, type: String(type), apiVersion: String(version), config: innermost(config) })),
    modules: membersOf(modules).map(([name, { detail, config }]) => ({ name, path: resolve(path, isJsonObject(detail) ? String(detail['path']) : ''), params: objectOf(innermost(config)['params']) })),
    outputs: membersOf(outputs).map(([name]) => name),
  };
}

function membersOf(value: JsonValue | undefined): readonly (readonly [string, JsonObject])[] {
  return isJsonObject(value) ? Object.entries(value).flatMap(([name, member]) => (isJsonObject(member) ? [[name, member] as const] : [])) : [];
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** What is in a loop or under a condition has it around itself. */
function innermost(config: JsonValue | undefined): JsonObject {
  if (!isJsonObject(config)) return {};
  return 'config' in config && ('condition' in config || 'loop_type' in config) ? innermost(config['config']) : config;
}

/** Modules are named from where the file stands. */
function resolve(from: string, path: string): string {
  return join(from, '..', path);
}

/** The parser does not know files of parameters: they are one value on a line here. */
function toStage(path: string, text: string): BicepStage {
  const plain = withoutComments(text);
  return { path, using: /^using '(.+)'$/mu.exec(plain)?.[1] ?? '', params: Object.fromEntries([...plain.matchAll(/^param (\w+) = (.+)$/gmu)].map(([, name = '', value = '']) => [name, value])) };
}
