import { appendPointer } from '../../kernel/json-pointer.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '../../kernel/json.ts';
import { entriesOf, memberOf, valueAlong } from '../check/places.ts';
import type { EmitTask, EventCorrelation, EventFilter, EventLoop, EventReading, EventStrategy, ExpressionSpec, ListenTask } from '../model.ts';
import { readExpression, readOutput, readTemplate } from './data-fields.ts';
import { parsePresent } from './parse-present.ts';
import type { RawTask } from './raw-task.ts';

/** Names of the variables of a loop that gives none (DSL "For", "Subscription Iterator"). */
export const LOOP_VARIABLES_DEFAULT = { item: 'item', at: 'index' } as const;

/** `emit`: the attributes of the event are a template. */
export function readEmit({ value, base }: RawTask): EmitTask | undefined {
  const event = valueAlong(value, ['emit', 'event']);
  if (!isJsonObject(event)) return undefined;
  return { ...base, kind: 'emit', event: { pointer: appendPointer(base.pointer, 'emit', 'event', 'with'), value: memberOf(event, 'with') ?? {} } };
}

/** `listen`. */
export function readListen(task: RawTask): ListenTask | undefined {
  const { value, base } = task;
  const to = readStrategy(valueAlong(value, ['listen', 'to']), appendPointer(base.pointer, 'listen', 'to'));
  if (to === undefined) return undefined;
  const foreach = readEventLoop(task, memberOf(value, 'foreach'), appendPointer(base.pointer, 'foreach'));
  return { ...base, kind: 'listen', to, read: readReading(valueAlong(value, ['listen', 'read'])), ...parsePresent<Pick<ListenTask, 'foreach'>>({ foreach }) };
}

const READINGS = ['data', 'envelope', 'raw'] as const satisfies readonly EventReading[];

/** `read` of a listener or a schedule; the data unless the author says otherwise. */
export function readReading(value: JsonValue | undefined): EventReading {
  return READINGS.find((reading) => reading === value) ?? 'data';
}

/** Which events are waited for (DSL "Event Consumption Strategy"). */
export function readStrategy(value: JsonValue | undefined, pointer: string): EventStrategy | undefined {
  const [one, all, any] = [memberOf(value, 'one'), memberOf(value, 'all'), memberOf(value, 'any')];
  if (one !== undefined) {
    const filter = readFilter(one, appendPointer(pointer, 'one'));
    return filter === undefined ? undefined : { kind: 'one', pointer, filter };
  }
  if (isJsonArray(all)) return { kind: 'all', pointer, filters: readFilters(all, appendPointer(pointer, 'all')) };
  if (!isJsonArray(any)) return undefined;
  const until = readUntil(memberOf(value, 'until'), appendPointer(pointer, 'until'));
  return { kind: 'any', pointer, filters: readFilters(any, appendPointer(pointer, 'any')), ...(until === undefined ? {} : { until }) };
}

/** A condition over what was consumed so far, or events of their own that end the listening. */
function readUntil(value: JsonValue | undefined, pointer: string): ExpressionSpec | EventStrategy | undefined {
  return readExpression(value, pointer) ?? readStrategy(value, pointer);
}

function readFilters(values: readonly JsonValue[], pointer: string): readonly EventFilter[] {
  return values.flatMap((value, index) => {
    const filter = readFilter(value, appendPointer(pointer, index));
    return filter === undefined ? [] : [filter];
  });
}

function readFilter(value: JsonValue, pointer: string): EventFilter | undefined {
  const attributes = readTemplate(memberOf(value, 'with'), appendPointer(pointer, 'with'));
  if (attributes === undefined) return undefined;
  const correlate = new Map<string, EventCorrelation>();
  for (const [name, one] of entriesOf(memberOf(value, 'correlate'))) {
    const correlation = readCorrelation(one, appendPointer(pointer, 'correlate', name));
    if (correlation !== undefined) correlate.set(name, correlation);
  }
  return { pointer, with: attributes, correlate };
}

function readCorrelation(value: JsonValue, pointer: string): EventCorrelation | undefined {
  const from = readExpression(memberOf(value, 'from'), appendPointer(pointer, 'from'));
  const expect = readTemplate(memberOf(value, 'expect'), appendPointer(pointer, 'expect'));
  return from === undefined ? undefined : { pointer, from, ...(expect === undefined ? {} : { expect }) };
}

/** `foreach` of a listener or of an asyncapi subscription. */
export function readEventLoop({ reading, readTasks }: RawTask, value: JsonValue | undefined, pointer: string): EventLoop | undefined {
  if (!isJsonObject(value)) return undefined;
  return {
    pointer,
    item: variableName(value['item'], LOOP_VARIABLES_DEFAULT.item),
    at: variableName(value['at'], LOOP_VARIABLES_DEFAULT.at),
    tasks: readTasks(value['do'], appendPointer(pointer, 'do')),
    output: readOutput(reading, value, pointer),
    export: readOutput(reading, value, pointer, 'export'),
  };
}

/** A variable's name as the author gives it, or the DSL's. */
export function variableName(value: JsonValue | undefined, standard: string): string {
  return typeof value === 'string' ? value : standard;
}
