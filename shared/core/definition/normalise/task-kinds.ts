import { appendPointer } from '../../kernel/json-pointer.ts';
import type { JsonValue } from '../../kernel/json.ts';
import { entriesOf, itemsOf, memberOf } from '../check/places.ts';
import type { CallFunctionTask, CallHttpTask, CatchSpec, DoTask, HttpCall, RaiseTask, SetTask, SwitchCase, SwitchTask, TryTask, WaitTask } from '../model.ts';
import { readExpression, readTemplate } from './data-fields.ts';
import { readDuration } from './duration.ts';
import { readError, readErrorFilter, readRetry } from './errors.ts';
import { parsePresent } from './parse-present.ts';
import { readDirective, type RawTask } from './raw-task.ts';
import { refuse, type Reading } from './reading.ts';

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

/** `call` of a function; `with` is empty when absent. */
export function readCallFunction({ value, base }: RawTask): CallFunctionTask | undefined {
  const call = memberOf(value, 'call');
  const template = { pointer: appendPointer(base.pointer, 'with'), value: memberOf(value, 'with') ?? {} };
  return typeof call === 'string' ? { ...base, kind: 'call-function', call, with: template } : undefined;
}

/** `call: http`. */
export function readCallHttp({ reading, value, base }: RawTask): CallHttpTask | undefined {
  const http = readHttp(reading, memberOf(value, 'with'), appendPointer(base.pointer, 'with'));
  return http === undefined ? undefined : { ...base, kind: 'call-http', http };
}

const HTTP_OUTPUTS = ['content', 'response', 'raw'] as const satisfies readonly HttpCall['output'][];

function readHttp(reading: Reading, value: JsonValue | undefined, pointer: string): HttpCall | undefined {
  const endpoint = readEndpoint(reading, memberOf(value, 'endpoint'), appendPointer(pointer, 'endpoint'));
  const method = memberOf(value, 'method');
  if (endpoint === undefined || typeof method !== 'string') return undefined;
  const part = (name: string) => readTemplate(memberOf(value, name), appendPointer(pointer, name));
  return {
    pointer,
    method: method.toUpperCase(),
    endpoint,
    output: HTTP_OUTPUTS.find((output) => output === memberOf(value, 'output')) ?? 'content',
    redirect: memberOf(value, 'redirect') === true,
    ...parsePresent<Partial<Pick<HttpCall, 'headers' | 'query' | 'body'>>>({ headers: part('headers'), query: part('query'), body: part('body') }),
  };
}

/** The URI itself, or an object with the URI and how to authenticate. */
function readEndpoint(reading: Reading, value: JsonValue | undefined, pointer: string): HttpCall['endpoint'] | undefined {
  if (memberOf(value, 'authentication') !== undefined) {
    refuse(reading, appendPointer(pointer, 'authentication'), 'authentication of an endpoint', 'Call the service from a function of the catalogue, which has its own credentials.');
  }
  if (typeof value === 'string') return { pointer, value };
  return readTemplate(memberOf(value, 'uri'), appendPointer(pointer, 'uri'));
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
