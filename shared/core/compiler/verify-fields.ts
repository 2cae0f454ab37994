import { expressionOf, WORK_ITEM_EXPRESSION_KEY, type AslMachine, type AslState } from '../asl/model.ts';
import { statesOf } from '../asl/scopes.ts';
import { parseExpression } from '../expression/jsonata/parse.ts';
import { diagnosticError, type Diagnostic } from '../kernel/diagnostic.ts';
import { appendPointer } from '../kernel/json-pointer.ts';
import { TIMER_SECONDS_MAX } from './limits.ts';

/** Timeouts of zero would end a task before it starts; a wait of zero is one. */
const TIMERS: ReadonlyMap<string, 'more than zero' | 'zero or more'> = new Map([
  ['TimeoutSeconds', 'more than zero'],
  ['Seconds', 'zero or more'],
]);

/** Findings about expressions that have grown beyond what can be evaluated, and about timers that no runtime could set. */
export function checkFields(machine: AslMachine, pointerOf: (machinePointer: string) => string): readonly Diagnostic[] {
  const states = statesOf(machine).flatMap(([name, state]) => [
    ...checkTimers(state, appendPointer('/States', name), pointerOf),
    ...checkExpressions(withoutScopes(state), appendPointer('/States', name), pointerOf),
  ]);
  return [...checkTimers(machine, '', () => '/timeout'), ...states];
}

/** The state's own fields: inner states are looked at under their own names. */
function withoutScopes(state: AslState): object {
  if (state.Type === 'Parallel') return { ...state, Branches: [] };
  return state.Type === 'Map' ? { ...state, ItemProcessor: undefined, Iterator: undefined } : state;
}

function checkTimers(holder: object, pointer: string, pointerOf: (machinePointer: string) => string): readonly Diagnostic[] {
  return Object.entries(holder).flatMap(([key, value]) => {
    const rule = TIMERS.get(key);
    if (rule === undefined || typeof value !== 'number') return [];
    const isPossible = value <= TIMER_SECONDS_MAX && (rule === 'zero or more' ? value >= 0 : value > 0);
    return isPossible ? [] : [diagnosticError('UWF-2054', pointerOf(`${pointer}/${key}`), `This length of time must be ${rule} and at most ${TIMER_SECONDS_MAX} seconds.`)];
  });
}

function checkExpressions(value: unknown, pointer: string, pointerOf: (machinePointer: string) => string): readonly Diagnostic[] {
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, member]: readonly [string, unknown]) => {
      const text = key === WORK_ITEM_EXPRESSION_KEY && typeof member === 'string' ? member : undefined;
      return text === undefined ? checkExpressions(member, appendPointer(pointer, key), pointerOf) : checkExpression(text, pointerOf(pointer));
    });
  }
  const text = expressionOf(value);
  return text === undefined ? [] : checkExpression(text, pointerOf(pointer));
}

/** The author's part has parsed before; only what the compiler has put into it can make it too long or too deep. */
function checkExpression(text: string, pointer: string): readonly Diagnostic[] {
  const parsed = parseExpression(text);
  return parsed.ok ? [] : [diagnosticError('UWF-2053', pointer, `The expression cannot be evaluated once everything is written into it (${parsed.error.code}).`)];
}
