import { appendPointer } from '../../kernel/json-pointer.ts';
import { isJsonArray, type JsonValue } from '../../kernel/json.ts';
import { entriesOf, itemsOf, memberOf, valueAlong } from '../check/places.ts';
import { expressionText, wrapExpression } from '../expression-text.ts';
import type { CatchSpec, DoTask, ForkTask, ForTask, RaiseTask, SetTask, SwitchCase, SwitchTask, Template, TryTask, WaitTask } from '../model.ts';
import { readExpression, readTemplate } from './data-fields.ts';
import { readDuration } from './duration.ts';
import { readError, readErrorFilter, readRetry } from './errors.ts';
import { LOOP_VARIABLES_DEFAULT, variableName } from './events.ts';
import { parsePresent } from './parse-present.ts';
import { readDirective, type RawTask } from './raw-task.ts';

/** Name of the error variable of a catch that gives none (DSL "Catch"). */
const ERROR_VARIABLE_DEFAULT = 'error';

/** `set`: replaces the output by a template. */
export function readSet({ value, base }: RawTask): SetTask | undefined {
  const set = readTemplate(memberOf(value, 'set'), appendPointer(base.pointer, 'set'));
  return set === undefined ? undefined : { ...base, kind: 'set', set };
}

/** `switch`: cases in order. */
export function readSwitch({ value, base }: RawTask): SwitchTask {
  const cases = itemsOf(memberOf(value, 'switch')).flatMap((item, index) =>
    entriesOf(item).map(([name, one]) => readCase(name, one, appendPointer(base.pointer, 'switch', index, name))),
  );
  return { ...base, kind: 'switch', cases };
}

function readCase(name: string, value: JsonValue, pointer: string): SwitchCase {
  const when = readExpression(memberOf(value, 'when'), appendPointer(pointer, 'when'));
  const then = readDirective(memberOf(value, 'then'), appendPointer(pointer, 'then'));
  return when === undefined ? { name, pointer, then } : { name, pointer, when, then };
}

/** `do`: a list of tasks in a task. */
export function readDo({ value, base, readTasks }: RawTask): DoTask {
  return { ...base, kind: 'do', tasks: readTasks(memberOf(value, 'do'), appendPointer(base.pointer, 'do')) };
}

/** `for`: `in` is an expression when it is a text, and items written out when it is a list. */
export function readFor({ value, base, readTasks }: RawTask): ForTask | undefined {
  const loop = memberOf(value, 'for');
  const items = readItems(memberOf(loop, 'in'), appendPointer(base.pointer, 'for', 'in'));
  const condition = readExpression(memberOf(value, 'while'), appendPointer(base.pointer, 'while'));
  const tasks = readTasks(memberOf(value, 'do'), appendPointer(base.pointer, 'do'));
  if (items === undefined) return undefined;
  const each = variableName(memberOf(loop, 'each'), LOOP_VARIABLES_DEFAULT.item);
  const at = variableName(memberOf(loop, 'at'), LOOP_VARIABLES_DEFAULT.at);
  return { ...base, kind: 'for', each, at, in: items, tasks, ...(condition === undefined ? {} : { while: condition }) };
}

function readItems(value: JsonValue | undefined, pointer: string): Template | undefined {
  if (typeof value === 'string') return { pointer, value: wrapExpression(expressionText(value)) };
  return isJsonArray(value) ? { pointer, value } : undefined;
}

/** `fork`. */
export function readFork({ value, base, readTasks }: RawTask): ForkTask {
  const branches = readTasks(valueAlong(value, ['fork', 'branches']), appendPointer(base.pointer, 'fork', 'branches'));
  return { ...base, kind: 'fork', branches, compete: valueAlong(value, ['fork', 'compete']) === true };
}

/** `try` with its `catch`. */
export function readTry(task: RawTask): TryTask {
  const { value, base } = task;
  const tasks = task.readTasks(memberOf(value, 'try'), appendPointer(base.pointer, 'try'));
  return { ...base, kind: 'try', tasks, catch: readCatch(task, memberOf(value, 'catch'), appendPointer(base.pointer, 'catch')) };
}

function readCatch({ reading, readTasks }: RawTask, value: JsonValue | undefined, pointer: string): CatchSpec {
  const as = memberOf(value, 'as');
  const tasks = memberOf(value, 'do');
  return {
    pointer,
    errors: readErrorFilter(value, pointer),
    as: typeof as === 'string' ? as : ERROR_VARIABLE_DEFAULT,
    then: readDirective(memberOf(value, 'then'), appendPointer(pointer, 'then')),
    ...parsePresent<Partial<Pick<CatchSpec, 'when' | 'exceptWhen' | 'retry' | 'tasks'>>>({
      when: readExpression(memberOf(value, 'when'), appendPointer(pointer, 'when')),
      exceptWhen: readExpression(memberOf(value, 'exceptWhen'), appendPointer(pointer, 'exceptWhen')),
      retry: readRetry(reading, memberOf(value, 'retry'), appendPointer(pointer, 'retry')),
      tasks: tasks === undefined ? undefined : readTasks(tasks, appendPointer(pointer, 'do')),
    }),
  };
}

/** `raise` of an inline error or of one of `use.errors`. */
export function readRaise({ reading, value, base }: RawTask): RaiseTask | undefined {
  const error = memberOf(memberOf(value, 'raise'), 'error');
  const pointer = appendPointer(base.pointer, 'raise', 'error');
  if (typeof error === 'string') return { ...base, kind: 'raise', error: { kind: 'reference', name: error, pointer } };
  const spec = readError(reading, error, pointer);
  return spec === undefined ? undefined : { ...base, kind: 'raise', error: { kind: 'error', error: spec } };
}

/** `wait`. */
export function readWait({ reading, value, base }: RawTask): WaitTask | undefined {
  const duration = readDuration(reading, memberOf(value, 'wait'), appendPointer(base.pointer, 'wait'));
  return duration === undefined ? undefined : { ...base, kind: 'wait', duration };
}
