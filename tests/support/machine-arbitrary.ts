import fc from 'fast-check';
import type { AslCatcher, AslMachine, AslRetrier, AslScope, AslState, ChoiceRule } from '#shared/core/asl/model.ts';
import { mapStates } from '#shared/core/asl/scopes.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { DriverOptions, FakeAnswer, Unstamped } from './asl-driver.ts';
import { STARTED_AT } from './machines.ts';

/** A machine with everything that happens to it from outside. */
export interface Scenario {
  readonly machine: AslMachine;
  readonly input: JsonValue;
  readonly answers: readonly FakeAnswer[];
  readonly events: readonly { readonly at: number; readonly event: Unstamped }[];
}

const ERRORS = ['Custom', 'Other', 'States.Timeout', 'States.DataLimitExceeded'] as const;
const errorName = fc.constantFrom<string>(...ERRORS);
const errorFilter = fc.oneof(fc.constant(['States.ALL']), fc.constant(['States.TaskFailed']), fc.uniqueArray(errorName, { minLength: 1, maxLength: 2 }));
const seconds = fc.constantFrom<number | string>(0.5, 1, 3, '{% 1 + 1 %}');
const value = fc.constantFrom<JsonValue>(
  'literal',
  '{% $states.input %}',
  '{% $states.context.State.Name %}',
  '{% $random() %}',
  '{% $exists($v) ? $v : "none" %}',
  '{% $nothing %}',
  { list: [1, '{% $millis() %}'], deep: { name: '{% $states.context.Execution.Name %}' } },
);
const maybe = <T>(name: string, some: fc.Arbitrary<T>) => fc.option(some, { nil: undefined }).map((given) => (given === undefined ? {} : { [name]: given }));
const flow = fc.tuple(maybe('Output', value), maybe('Assign', fc.record({ v: value }))).map(([output, assign]) => ({ ...output, ...assign }));

const retrier: fc.Arbitrary<AslRetrier> = fc
  .tuple(errorFilter, fc.nat(2), fc.constantFrom('FULL' as const, 'NONE' as const))
  .map(([ErrorEquals, MaxAttempts, JitterStrategy]) => ({ ErrorEquals, MaxAttempts, JitterStrategy, IntervalSeconds: 0.5 }));

/** Where a state stands: its number, how many come before the last one, and what the names of its scope start with. */
interface Place {
  readonly position: number;
  readonly count: number;
  readonly prefix: string;
  /** Scopes around it. */
  readonly depth: number;
}

function later({ position, count, prefix }: Place): fc.Arbitrary<string> {
  return fc.integer({ min: position + 1, max: count }).map((index) => `${prefix}s${index}`);
}

function catcher(next: fc.Arbitrary<string>): fc.Arbitrary<AslCatcher> {
  return fc.tuple(errorFilter, next, flow).map(([ErrorEquals, Next, more]) => ({ ErrorEquals, Next, ...more }));
}

function rule(next: fc.Arbitrary<string>): fc.Arbitrary<ChoiceRule> {
  const condition = fc.constantFrom<string | boolean>(true, false, '{% $random() < 0.5 %}', '{% $states.input = 1 %}', '{% "no boolean" %}');
  return fc.tuple(condition, next, flow).map(([Condition, Next, more]) => ({ Condition, Next, ...more }));
}

function recovery(next: fc.Arbitrary<string>) {
  return fc.tuple(fc.array(retrier, { maxLength: 2 }), fc.array(catcher(next), { maxLength: 2 })).map(([Retry, Catch]) => ({ Retry, Catch }));
}

function parallel(place: Place): fc.Arbitrary<AslState> {
  const next = later(place);
  const branches = fc.integer({ min: 1, max: 3 }).chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => innerScope(place, `b${index}`))));
  return fc.tuple(next, flow, recovery(next), branches).map(([Next, more, recover, Branches]) => ({ Type: 'Parallel' as const, Branches, Next, ...more, ...recover }));
}

const items = fc.constantFrom<string | readonly JsonValue[]>([], [1], [1, 'two', { three: 3 }], ['{% $states.input %}', null], '{% [1..5] %}', '{% "no array" %}');

function map(place: Place): fc.Arbitrary<AslState> {
  const next = later(place);
  const fields = fc.tuple(
    maybe('MaxConcurrency', fc.constantFrom<number | string>(0, 1, 2, '{% 1 + 1 %}')),
    maybe('ToleratedFailureCount', fc.constantFrom(0, 1, 9)),
    maybe('ItemSelector', fc.record({ i: fc.constantFrom<JsonValue>('{% $states.context.Map.Item.Index %}', '{% $states.context.Map.Item.Value %}'), v: value })),
  );
  const batcher = maybe('ItemBatcher', fc.constant({ MaxItemsPerBatch: 2 }));
  return fc
    .tuple(next, flow, recovery(next), fields, fc.tuple(items, batcher, innerScope(place, 'm'), fc.constantFrom('INLINE' as const, 'DISTRIBUTED' as const)))
    .map(([Next, more, recover, numbers, [Items, batch, scope, Mode]]) => ({
      Type: 'Map' as const,
      Items,
      ItemProcessor: { ...scope, ProcessorConfig: { Mode } },
      Next,
      ...more,
      ...recover,
      ...Object.assign({}, ...numbers, batch),
    }));
}

function plainState(place: Place): fc.Arbitrary<AslState> {
  const next = later(place);
  const task = fc
    .tuple(next, flow, maybe('Arguments', value), maybe('TimeoutSeconds', seconds), maybe('HeartbeatSeconds', seconds), recovery(next))
    .map(([Next, more, input, timeout, heartbeat, recover]) => ({ Type: 'Task' as const, Resource: 'r', Next, ...more, ...input, ...timeout, ...heartbeat, ...recover }));
  const path = fc.constantFrom('$', '$.a', '$.nothing', '$v', 'States.UUID()');
  return fc.oneof(
    { weight: 5, arbitrary: task },
    { weight: 2, arbitrary: fc.tuple(next, flow).map(([Next, more]) => ({ Type: 'Pass' as const, Next, ...more })) },
    { weight: 1, arbitrary: fc.tuple(next, path).map(([Next, from]) => ({ Type: 'Pass' as const, QueryLanguage: 'JSONPath' as const, Parameters: { 'p.$': from }, Assign: { w: 'w' }, Next })) },
    { weight: 2, arbitrary: fc.tuple(next, flow, seconds).map(([Next, more, Seconds]) => ({ Type: 'Wait' as const, Seconds, Next, ...more })) },
    { weight: 2, arbitrary: fc.tuple(fc.array(rule(next), { minLength: 1, maxLength: 3 }), next, flow).map(([Choices, Default, more]) => ({ Type: 'Choice' as const, Choices, Default, ...more })) },
    { weight: 1, arbitrary: fc.constant({ Type: 'Fail' as const, Error: 'Custom', Cause: 'c' }) },
  );
}

/** States lead only to later ones, so that every scenario ends; the last one is a Succeed. */
function stateAt(place: Place): fc.Arbitrary<AslState> {
  const plain = plainState(place);
  if (place.depth >= 2) return plain;
  return fc.oneof({ weight: 5, arbitrary: plain }, { weight: 1, arbitrary: parallel(place) }, { weight: 1, arbitrary: map(place) });
}

function innerScope({ prefix, position, depth }: Place, name: string): fc.Arbitrary<AslScope> {
  return scopeOf(`${prefix}s${position}${name}`, depth + 1, 2);
}

function scopeOf(prefix: string, depth: number, max: number): fc.Arbitrary<AslScope> {
  return fc.integer({ min: depth === 0 ? 1 : 0, max }).chain((count) =>
    fc.tuple(...Array.from({ length: count }, (_, position) => stateAt({ position, count, prefix, depth }))).map((states) => {
      const named = Object.fromEntries(states.map((state, position) => [`${prefix}s${position}`, state] as const));
      return { StartAt: `${prefix}s0`, States: { ...named, [`${prefix}s${count}`]: { Type: 'Succeed' as const } } };
    }),
  );
}

/** States that say nothing are JSONata; the machine says nothing, so that some of them may be JSONPath. */
const machine: fc.Arbitrary<AslMachine> = fc
  .tuple(scopeOf('', 0, 5), maybe('TimeoutSeconds', fc.constantFrom(2, 20)))
  .map(([scope, more]) => ({ ...mapStates(scope, (state) => ({ QueryLanguage: 'JSONata' as const, ...state })), ...more }));

const afterMs = fc.constantFrom(0, 10, 700, 5_000);
const answer: fc.Arbitrary<FakeAnswer> = fc.oneof(
  fc.tuple(fc.constantFrom<JsonValue>(1, null, 'ok', { a: [true] }), afterMs).map(([output, after]) => ({ kind: 'succeeded' as const, output, afterMs: after })),
  fc.tuple(errorName, afterMs).map(([error, after]) => ({ kind: 'failed' as const, error, cause: 'c', afterMs: after })),
  fc.constant({ kind: 'failed' as const }),
  fc.constant({ kind: 'never' as const }),
);

const outside: fc.Arbitrary<{ readonly at: number; readonly event: Unstamped }> = fc
  .tuple(
    fc.integer({ min: STARTED_AT, max: STARTED_AT + 8_000 }),
    fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 1, max: 8 }).map((attempt) => ({ kind: 'task-heartbeat' as const, attemptId: `run-1:${attempt}` })) },
      { weight: 3, arbitrary: fc.integer({ min: 1, max: 8 }).map((attempt) => ({ kind: 'task-succeeded' as const, attemptId: `run-1:${attempt}`, output: 'early' })) },
      { weight: 2, arbitrary: fc.integer({ min: 1, max: 10 }).map((timer) => ({ kind: 'timer-fired' as const, timerId: `run-1:t${timer}` })) },
      { weight: 1, arbitrary: fc.constant({ kind: 'stop-requested' as const, reason: 'test' }) },
    ),
  )
  .map(([at, event]) => ({ at, event }));

/** Machines of every kind of state with answers in time, late, failed and never, heartbeats, stray events and stops. */
export const scenario: fc.Arbitrary<Scenario> = fc.record({
  machine,
  input: fc.constantFrom<JsonValue>(1, {}, { a: 1 }, null),
  answers: fc.array(answer, { minLength: 1, maxLength: 6 }),
  events: fc.array(outside, { maxLength: 4 }),
});

/** The driver's side of a scenario: answers in turn, from the beginning again when there are no more. */
export function optionsOf({ answers, events }: Scenario): DriverOptions {
  let next = 0;
  return {
    events,
    task: () => {
      next += 1;
      return answers[(next - 1) % answers.length] ?? { kind: 'never' };
    },
  };
}
