import { expect, test } from 'vitest';
import { prepareProgram } from '#shared/core/interpreter/program.ts';
import type { HistoryEvent } from '#shared/core/interpreter/history-event.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import { driveExecution } from '#tests/support/asl-driver.ts';
import { openDurable } from '#tests/support/durable/world.ts';
import { factsOf, machineOf } from '#tests/support/machines.ts';
import { allWays, scenarios } from './scenarios.ts';

/** Each scope numbers its own attempts, timers and facts; when something happens, and what began a turn, is a matter of the runtime. */
function withoutNumbers({ trigger: _trigger, attemptId: _attemptId, timerId: _timerId, dueAt: _dueAt, ...details }: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(details).replaceAll(/event id #\d+/gu, 'event id'));
}

type Told = readonly [kind: string, state: string | undefined, details: JsonValue];

/** What happened in each scope, in its order. In which order scopes that run beside each other are told is nobody's promise. */
function byScope(history: readonly HistoryEvent[]): { readonly [frame: string]: readonly Told[] } {
  const scopes: { [frame: string]: Told[] } = {};
  for (const { kind, state, frame, details } of history) (scopes[frame.join('.')] ??= []).push([kind, state, withoutNumbers(details)]);
  return scopes;
}

/** Facts that a scope has which is given up: how far it had come in that moment is a matter of the runtime. */
function isSettled([kind]: Told): boolean {
  return kind !== 'task-cancelled' && !kind.endsWith('-aborted');
}

const cases = Object.entries(scenarios).flatMap(([title, scenario]) => allWays.filter((_, index) => index === 0 || index === 14).map(([way, options]) => [title, way, scenario, options] as const));

test.each(cases)('%s, %s: is told as our engine tells it', async (_title, _way, scenario, way) => {
  const machine = machineOf(scenario.states, scenario.timeoutSeconds === undefined ? {} : { TimeoutSeconds: scenario.timeoutSeconds });
  const program = prepareProgram(machine, { causesQuoteValues: false });
  assert(program.ok, 'the machine can be executed');
  const engine = byScope(driveExecution(program.value, factsOf(scenario.input), { task: scenario.task() }).history);
  const world = openDurable(machine, { facts: factsOf(scenario.input), task: scenario.task(), bank: scenario.bank, ...way });
  await world.run();
  const facts: HistoryEvent[] = [];
  for (let page = await world.ports.journal.read({ executionId: 'run-1', after: 0, max: 1_000 }); page.length > 0; page = await world.ports.journal.read({ executionId: 'run-1', after: facts.length, max: 1_000 })) facts.push(...page);
  expect(facts.map(({ sequence }) => sequence)).toEqual(facts.map((_, index) => index + 1));
  const durable = byScope(facts);
  expect(Object.keys(durable).toSorted()).toEqual(Object.keys(engine).toSorted());
  const isGivenUp = (frame: string): boolean => (engine[frame] ?? []).some(([kind]) => kind.endsWith('-aborted'));
  for (const [frame, told] of Object.entries(engine)) if (!isGivenUp(frame)) expect([frame, durable[frame]?.filter(isSettled)]).toEqual([frame, told.filter(isSettled)]);
  expect(facts.at(-1)?.kind).toBe('execution-succeeded');
});
