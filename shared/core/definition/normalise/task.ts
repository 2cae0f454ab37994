import { appendPointer } from '../../kernel/json-pointer.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import { entriesOf, itemsOf, memberOf } from '../check/places.ts';
import { kindOf, type RawTaskKind } from '../check/task-kind.ts';
import type { TaskBase, TaskNode } from '../model.ts';
import { readCallAsyncApi, readCallFunction, readCallHttp, readCallOpenApi, readCallProtocol } from './calls.ts';
import { readExpression, readInput, readOutput } from './data-fields.ts';
import { readTimeout } from './duration.ts';
import { readEmit, readListen } from './events.ts';
import { readTaskMetadata } from './metadata.ts';
import { parsePresent } from './parse-present.ts';
import { readDirective, type RawTask } from './raw-task.ts';
import type { Reading } from './reading.ts';
import { readRun } from './run.ts';
import { readDo, readFor, readFork, readRaise, readSet, readSwitch, readTry, readWait } from './task-kinds.ts';

type TaskReader = (task: RawTask) => TaskNode | undefined;

/** One row for each kind: how it is read. */
const READERS: { readonly [kind in RawTaskKind]: TaskReader } = {
  set: readSet,
  switch: readSwitch,
  do: readDo,
  for: readFor,
  fork: readFork,
  try: readTry,
  raise: readRaise,
  wait: readWait,
  emit: readEmit,
  listen: readListen,
  run: readRun,
  'call-function': readCallFunction,
  'call-http': readCallHttp,
  'call-openapi': readCallOpenApi,
  'call-asyncapi': readCallAsyncApi,
  'call-grpc': readCallProtocol('call-grpc'),
  'call-a2a': readCallProtocol('call-a2a'),
  'call-mcp': readCallProtocol('call-mcp'),
};

/** The tasks of a list; those that cannot be read are left out. */
export function readTasks(reading: Reading, list: JsonValue | undefined, pointer: string): readonly TaskNode[] {
  return itemsOf(list).flatMap((item, index) =>
    entriesOf(item).flatMap(([name, value]) => {
      const task = readTask(reading, { name, value, pointer: appendPointer(pointer, index, name) });
      return task === undefined ? [] : [task];
    }),
  );
}

/** One task, or undefined when it is malformed. */
export function readTask(reading: Reading, place: { readonly name: string; readonly value: JsonValue; readonly pointer: string }): TaskNode | undefined {
  const { value, pointer } = place;
  const kind = isJsonObject(value) ? kindOf(value) : undefined;
  if (!isJsonObject(value) || kind === undefined) return undefined;
  const base = readBase(reading, place.name, { value, pointer });
  return READERS[kind]({ reading, value, base, readTasks: (list, at) => readTasks(reading, list, at) });
}

function readBase(reading: Reading, name: string, { value, pointer }: { readonly value: JsonObject; readonly pointer: string }): TaskBase {
  return {
    name,
    pointer,
    input: readInput(reading, value, pointer),
    output: readOutput(reading, value, pointer),
    export: readOutput(reading, value, pointer, 'export'),
    then: readDirective(value['then'], appendPointer(pointer, 'then')),
    metadata: readTaskMetadata(reading, value, pointer),
    ...parsePresent<Partial<Pick<TaskBase, 'if' | 'timeout'>>>({
      if: readExpression(memberOf(value, 'if'), appendPointer(pointer, 'if')),
      timeout: readTimeout(reading, memberOf(value, 'timeout'), appendPointer(pointer, 'timeout')),
    }),
  };
}
