import { appendPointer } from '../../kernel/json-pointer.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import { entriesOf, itemsOf, memberOf } from '../check/places.ts';
import { kindOf, NESTED_LISTS, type RawTaskKind } from '../check/task-kind.ts';
import type { TaskBase, TaskNode } from '../model.ts';
import { readExpression, readInput, readOutput } from './data-fields.ts';
import { readTimeout } from './duration.ts';
import { readTaskMetadata } from './metadata.ts';
import { parsePresent } from './parse-present.ts';
import { readDirective, type RawTask } from './raw-task.ts';
import { refuse, type Reading } from './reading.ts';
import { readCallFunction, readCallHttp, readDo, readRaise, readSet, readSwitch, readTry, readWait } from './task-kinds.ts';

type TaskReader = (task: RawTask) => TaskNode | undefined;

/** One row for each kind: how it is read, or what to do without it. */
const READERS: { readonly [kind in RawTaskKind]: TaskReader | { readonly construct: string; readonly wayOut: string } } = {
  set: readSet,
  switch: readSwitch,
  do: readDo,
  'call-function': readCallFunction,
  'call-http': readCallHttp,
  try: readTry,
  raise: readRaise,
  wait: readWait,
  for: { construct: 'the task kind for', wayOut: 'Repeat with a switch whose then goes back to an earlier task of the list, or iterate inside a function.' },
  fork: { construct: 'the task kind fork', wayOut: 'Write the branches one after the other.' },
  emit: { construct: 'the task kind emit', wayOut: 'Send the event from a function of the catalogue, or with call: http.' },
  listen: { construct: 'the task kind listen', wayOut: 'Wait for the event in a function of the catalogue.' },
  run: { construct: 'the task kind run', wayOut: 'Put the process into a function of the catalogue.' },
  'call-openapi': { construct: 'call: openapi', wayOut: 'Write the request as call: http.' },
  'call-grpc': { construct: 'call: grpc', wayOut: 'Make the call in a function of the catalogue.' },
  'call-asyncapi': { construct: 'call: asyncapi', wayOut: 'Make the call in a function of the catalogue.' },
  'call-a2a': { construct: 'call: a2a', wayOut: 'Make the call in a function of the catalogue.' },
  'call-mcp': { construct: 'call: mcp', wayOut: 'Make the call in a function of the catalogue.' },
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

/** One task, or undefined when it is malformed or of a kind that is not there yet; what is inside is read in either case. */
export function readTask(reading: Reading, place: { readonly name: string; readonly value: JsonValue; readonly pointer: string }): TaskNode | undefined {
  const { value, pointer } = place;
  const kind = isJsonObject(value) ? kindOf(value) : undefined;
  if (!isJsonObject(value) || kind === undefined) return undefined;
  const base = readBase(reading, place.name, { value, pointer });
  const reader = READERS[kind];
  if (typeof reader === 'function') return reader({ reading, value, base, readTasks: (list, at) => readTasks(reading, list, at) });
  for (const path of NESTED_LISTS[kind]) readTasks(reading, path.reduce<JsonValue | undefined>(memberOf, value), appendPointer(pointer, ...path));
  return refuse(reading, appendPointer(pointer, kind.startsWith('call-') ? 'call' : kind), reader.construct, reader.wayOut);
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
