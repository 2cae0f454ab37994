import { appendPointer } from '../../kernel/json-pointer.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import { memberOf } from '../check/places.ts';
import type { ProcessParameters, RunProcess, RunTask } from '../model.ts';
import { readTemplate } from './data-fields.ts';
import { readExternalResource } from './external-resource.ts';
import { parsePresent } from './parse-present.ts';
import type { RawTask } from './raw-task.ts';
import type { Reading } from './reading.ts';

const RETURNS = ['stdout', 'stderr', 'code', 'all', 'none'] as const satisfies readonly RunTask['return'][];

/** `run`: a workflow, a script, a shell command or a container; whether the target can run it is found out when it is compiled or registered. */
export function readRun({ reading, value, base }: RawTask): RunTask | undefined {
  const run = memberOf(value, 'run');
  const pointer = appendPointer(base.pointer, 'run');
  const process = readProcess(reading, run, pointer);
  if (process === undefined) return undefined;
  return { ...base, kind: 'run', process, await: memberOf(run, 'await') !== false, return: RETURNS.find((one) => one === memberOf(run, 'return')) ?? 'stdout' };
}

function readProcess(reading: Reading, run: JsonValue | undefined, pointer: string): RunProcess | undefined {
  for (const [kind, read] of Object.entries(PROCESSES)) {
    const value = memberOf(run, kind);
    if (isJsonObject(value)) return read(reading, value, appendPointer(pointer, kind));
  }
  return undefined;
}

type ProcessReader = (reading: Reading, value: JsonObject, pointer: string) => RunProcess | undefined;

const PROCESSES: { readonly [kind in RunProcess['kind']]: ProcessReader } = {
  workflow: readWorkflow,
  script: readScript,
  shell: readShell,
  container: (_, value, pointer) => ({ kind: 'container', pointer, container: { pointer, value } }),
};

function readWorkflow(_: Reading, value: JsonObject, pointer: string): RunProcess | undefined {
  const { namespace, name, version } = value;
  if (typeof namespace !== 'string' || typeof name !== 'string' || typeof version !== 'string') return undefined;
  const input = readTemplate(memberOf(value, 'input'), appendPointer(pointer, 'input'));
  return { kind: 'workflow', pointer, namespace, name, version, ...(input === undefined ? {} : { input }) };
}

function readScript(reading: Reading, value: JsonObject, pointer: string): RunProcess | undefined {
  const [language, code] = [memberOf(value, 'language'), memberOf(value, 'code')];
  const source = readExternalResource(reading, memberOf(value, 'source'), appendPointer(pointer, 'source'));
  if (typeof language !== 'string') return undefined;
  if (typeof code === 'string') return { kind: 'script', pointer, language, code, parameters: readParameters(value, pointer) };
  return source === undefined ? undefined : { kind: 'script', pointer, language, source, parameters: readParameters(value, pointer) };
}

function readShell(_: Reading, value: JsonObject, pointer: string): RunProcess | undefined {
  const command = memberOf(value, 'command');
  return typeof command === 'string' ? { kind: 'shell', pointer, command, parameters: readParameters(value, pointer) } : undefined;
}

function readParameters(value: JsonObject, pointer: string): ProcessParameters {
  const part = (name: string) => readTemplate(memberOf(value, name), appendPointer(pointer, name));
  return parsePresent<ProcessParameters>({ stdin: part('stdin'), arguments: part('arguments'), environment: part('environment') });
}
