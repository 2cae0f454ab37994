import type { JsonObject, JsonValue } from '../../kernel/json.ts';
import type { FlowDirective, TaskBase, TaskNode } from '../model.ts';
import type { Reading } from './reading.ts';

/** A task as it stands in the document, for the reader of its kind. */
export interface RawTask {
  readonly reading: Reading;
  readonly value: JsonObject;
  readonly base: TaskBase;
  /** Reads a list of tasks inside this one. */
  readonly readTasks: (list: JsonValue | undefined, pointer: string) => readonly TaskNode[];
}

/** `then`; a task goes on with the next one when it says nothing. */
export function readDirective(value: JsonValue | undefined, pointer: string): FlowDirective {
  if (value === 'exit' || value === 'end') return { kind: value };
  return typeof value !== 'string' || value === 'continue' ? { kind: 'continue' } : { kind: 'task', name: value, pointer };
}
