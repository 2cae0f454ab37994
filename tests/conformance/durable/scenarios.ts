import { expect } from 'vitest';
import type { AslState } from '#shared/core/asl/model.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { FakeAnswer, ScheduledTask } from '#tests/support/asl-driver.ts';
import { factsOf, machineOf } from '#tests/support/machines.ts';
import { openDurable, type DurableOutcome, type WorldOptions } from '#tests/support/durable/world.ts';

export interface Scenario {
  readonly states: { readonly [name: string]: AslState };
  readonly timeoutSeconds?: number;
  readonly input: JsonValue;
  readonly task: () => (task: ScheduledTask) => FakeAnswer;
  readonly bank: readonly string[];
  readonly outcome: DurableOutcome;
  /** How often each state's work is done, exactly. */
  readonly worked: { readonly [state: string]: number };
  /** Turns and events of one history that the scenario may take. */
  readonly turnsMax: number;
  readonly historyMax: number;
}

function work(more: object): AslState {
  return { Type: 'Task', Resource: 'work', ...more } as AslState;
}

function state(given: object): AslState {
  return given as AslState;
}

const echo = (task: ScheduledTask): FakeAnswer => ({ kind: 'succeeded', output: task.arguments });

/** Fails the first attempts of a state. */
function failing(name: string, times: number): (task: ScheduledTask) => FakeAnswer {
  let left = times;
  return (task) => {
    if (task.state !== name || left === 0) return echo(task);
    left -= 1;
    return { kind: 'failed', error: 'Busy', cause: 'try later' };
  };
}

const numbers = Array.from({ length: 20 }, (_, index) => index);

/** What the orchestrator has to get right, whatever the order in which the service tells it. */
export const scenarios: { readonly [title: string]: Scenario } = {
  'a sequence with retries, a catcher and a wait of 20 days': {
    states: {
      a: work({ Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 5, MaxAttempts: 3 }], Next: 'b' }),
      b: work({ Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 0 }], Catch: [{ ErrorEquals: ['States.ALL'], Next: 'later' }], End: true }),
      later: state({ Type: 'Wait', Seconds: 1_728_000, Next: 'c' }),
      c: work({ Output: '{% $states.result.Error %}', End: true }),
    },
    input: { Timestamp: '2024-01-01T00:00:00Z', in: 1 },
    task: () => {
      const first = failing('a', 2);
      const second = failing('b', 9);
      return (task) => (task.state === 'a' ? first(task) : second(task));
    },
    bank: ['c'],
    outcome: { status: 'succeeded', output: 'Busy' },
    worked: { a: 3, b: 1, c: 1 },
    turnsMax: 60,
    historyMax: 120,
  },
  'a Parallel whose branches end at their own times': {
    states: {
      both: state({
        Type: 'Parallel',
        Branches: [
          { StartAt: 'quick', States: { quick: work({ Next: 'then' }), then: work({ End: true }) } },
          { StartAt: 'slow', States: { slow: work({ Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 60 }], End: true }) } },
          { StartAt: 'nothing', States: { nothing: state({ Type: 'Pass', Output: 3, End: true }) } },
        ],
        Next: 'after',
      }),
      after: work({ End: true }),
    },
    input: 'in',
    task: () => failing('slow', 2),
    bank: ['then', 'slow'],
    outcome: { status: 'succeeded', output: ['in', 'in', 3] },
    worked: { quick: 1, then: 1, slow: 3, after: 1 },
    turnsMax: 90,
    historyMax: 120,
  },
  'a Parallel that fails while its siblings wait, retried and then caught': {
    states: {
      both: state({
        Type: 'Parallel',
        Branches: [
          { StartAt: 'fails', States: { fails: work({ End: true }) } },
          { StartAt: 'waits', States: { waits: state({ Type: 'Wait', Seconds: 86_400, Next: 'never' }), never: work({ End: true }) } },
          {
            StartAt: 'inner',
            States: { inner: state({ Type: 'Map', Items: [1, 2], ItemProcessor: { StartAt: 'open', States: { open: state({ Type: 'Wait', Seconds: 3600, Next: 'neither' }), neither: work({ End: true }) } }, End: true }) },
          },
        ],
        Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 1, IntervalSeconds: 1 }],
        Catch: [{ ErrorEquals: ['Busy'], Next: 'after' }],
        End: true,
      }),
      after: work({ Arguments: 'caught', End: true }),
    },
    input: null,
    task: () => failing('fails', 2),
    bank: ['fails'],
    outcome: { status: 'succeeded', output: 'caught' },
    worked: { fails: 2, after: 1 },
    turnsMax: 150,
    historyMax: 120,
  },
  'a Map of 20 items, three at a time, with tolerated failures and a Parallel within': {
    states: {
      all: state({
        Type: 'Map',
        Items: numbers,
        MaxConcurrency: 3,
        ToleratedFailureCount: 2,
        ItemProcessor: {
          StartAt: 'one',
          States: {
            one: work({ Next: 'two' }),
            two: state({
              Type: 'Parallel',
              Branches: [{ StartAt: 'left', States: { left: work({ Arguments: '{% $states.input + 1 %}', End: true }) } }, { StartAt: 'right', States: { right: state({ Type: 'Pass', End: true }) } }],
              Output: '{% $sum($states.result) %}',
              End: true,
            }),
          },
        },
        Output: '{% $count($states.result) & "/" & $string($sum($states.result)) %}',
        End: true,
      }),
    },
    input: {},
    task: () => (task) => (task.state === 'one' && Number(task.arguments) % 10 === 0 ? { kind: 'failed', error: 'Tens' } : echo(task)),
    bank: ['left'],
    // 18 items without the tens, each twice and one more: 2 * (190 - 10) + 18.
    outcome: { status: 'succeeded', output: '18/378' },
    worked: { one: 20, left: 18 },
    turnsMax: 900,
    historyMax: 800,
  },
  'work of the bank that times out, misses its heartbeat, and is done': {
    states: {
      slow: work({ TimeoutSeconds: 432_000, Retry: [{ ErrorEquals: ['States.Timeout'], MaxAttempts: 1 }], Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'dead' }], End: true }),
      dead: work({ HeartbeatSeconds: 60, TimeoutSeconds: 600, Catch: [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'done' }], End: true }),
      done: work({ Arguments: 1, End: true }),
    },
    timeoutSeconds: 8_640_000,
    input: {},
    task: () => (task) => (task.state === 'done' ? echo(task) : { kind: 'never' }),
    bank: ['slow', 'dead', 'done'],
    outcome: { status: 'succeeded', output: 1 },
    worked: { done: 1 },
    turnsMax: 60,
    historyMax: 120,
  },
  'a loop of 150 tasks, which outgrows a generation twice': {
    states: {
      count: work({ Arguments: '{% $states.input + 1 %}', Next: 'enough' }),
      enough: state({ Type: 'Choice', Choices: [{ Condition: '{% $states.input < 150 %}', Next: 'count' }], Default: 'end' }),
      end: state({ Type: 'Succeed' }),
    },
    timeoutSeconds: 864_000,
    input: 0,
    task: () => echo,
    bank: [],
    outcome: { status: 'succeeded', output: 150 },
    worked: { count: 150 },
    turnsMax: 350,
    historyMax: 700,
  },
  'values of 100,000 bytes, through branches and the bank': {
    states: {
      large: state({ Type: 'Pass', Assign: { outer: '{% $pad("o", 50000, "o") %}' }, Output: { text: '{% $pad("x", 100000, "x") %}' }, Next: 'both' }),
      both: state({
        Type: 'Parallel',
        Branches: [{ StartAt: 'one', States: { one: work({ End: true }) } }, { StartAt: 'two', States: { two: work({ Arguments: '{% $outer %}', End: true }) } }],
        Output: '{% $length($states.result[0].text) + $length($states.result[1]) %}',
        End: true,
      }),
    },
    input: {},
    task: () => echo,
    bank: ['two'],
    outcome: { status: 'succeeded', output: 150_000 },
    worked: { one: 1, two: 1 },
    turnsMax: 60,
    historyMax: 70,
  },
  'branches that end together after eight days, with large outputs': {
    states: {
      both: state({
        Type: 'Parallel',
        Branches: ['a', 'b', 'c'].map((name) => ({
          StartAt: name,
          States: { [name]: state({ Type: 'Wait', Seconds: 691_200, Next: `${name}2` }), [`${name}2`]: work({ Output: '{% $pad($states.result, 60000, "x") %}', End: true }) },
        })),
        Output: '{% $sum($states.result ~> $map($length)) %}',
        Next: 'after',
      }),
      after: work({ End: true }),
    },
    timeoutSeconds: 8_640_000,
    input: 'in',
    task: () => echo,
    bank: ['b2', 'after'],
    outcome: { status: 'succeeded', output: 180_000 },
    worked: { a2: 1, b2: 1, c2: 1, after: 1 },
    turnsMax: 120,
    historyMax: 120,
  },
};

type Way = Pick<WorldOptions, 'oneByOne' | 'skewed' | 'duplicates' | 'early' | 'built'>;

const bit = (number: number, at: number): boolean => ((number >> at) & 1) === 1;

/** Every way in which the service may tell what happened, by name. */
export const allWays: readonly (readonly [string, Way])[] = Array.from({ length: 16 }, (_, number) => {
  const way = { oneByOne: bit(number, 3), skewed: bit(number, 2), duplicates: bit(number, 1), early: bit(number, 0) };
  const title = `${way.oneByOne ? 'one message per turn' : 'batched'}, ${way.skewed ? 'skewed' : 'equal'} times${way.duplicates ? ', duplicates' : ''}${way.early ? ', early answers' : ''}`;
  return [title, way];
});

/** Five of them, in which each pair of circumstances meets in each of its four forms. */
export const pairedWays = allWays.filter((_, number) => [0b0000, 0b0111, 0b1011, 0b1101, 0b1110].includes(number));

/** Runs a scenario in one way, and checks its outcome, how often its work was done, that nothing is left, and what it cost. */
export async function checkScenario(scenario: Scenario, way: Way): Promise<void> {
  const machine = machineOf(scenario.states, scenario.timeoutSeconds === undefined ? {} : { TimeoutSeconds: scenario.timeoutSeconds });
  const world = openDurable(machine, { facts: factsOf(scenario.input), task: scenario.task(), bank: scenario.bank, ...way });
  expect(await world.run()).toEqual(scenario.outcome);
  expect(Object.fromEntries(world.worked)).toEqual(scenario.worked);
  expect(world.host.instances().filter(({ status }) => status === 'Running' || status === 'Failed')).toEqual([]);
  const { turns, longestHistory, longestInput } = world.host.statistics;
  expect(turns).toBeLessThanOrEqual(scenario.turnsMax);
  expect(longestHistory).toBeLessThanOrEqual(scenario.historyMax);
  expect(longestInput).toBeLessThanOrEqual(50_000);
}
