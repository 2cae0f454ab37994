import jsonata from 'jsonata';
import { compileDefinition } from '#shared/core/compiler/compile.ts';
import { compileExpression, evaluateExpression } from '#shared/core/expression/jsonata/evaluate.ts';
import { advance, startSnapshot } from '#shared/core/interpreter/advance.ts';
import type { ExecutionEvent } from '#shared/core/interpreter/event.ts';
import { prepareProgram, type Program } from '#shared/core/interpreter/program.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';

/** Rounds of one measurement; the best counts, because other load only ever slows a round down. */
const ROUNDS = 9;
const ROUND_MS = 120;
const WARM_UP_MS = 300;

/** A piece of work that is done many times at once; gives how often. */
type Work = (times: number) => void | Promise<void>;

async function rateOnce(work: Work, forMs: number): Promise<number> {
  const startedAt = performance.now();
  let done = 0;
  let passedMs = 0;
  for (let batch = 1; passedMs < forMs; batch = Math.min(batch * 2, 4096)) {
    await work(batch);
    done += batch;
    passedMs = performance.now() - startedAt;
  }
  return (done / passedMs) * 1000;
}

/** How often per second each kind of work is done; measured in turns, so that other load on the machine meets them all. */
async function ratesOf(works: readonly Work[]): Promise<readonly number[]> {
  for (const work of works) await rateOnce(work, WARM_UP_MS);
  const best = works.map(() => 0);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, work] of works.entries()) best[index] = Math.max(best[index] ?? 0, await rateOnce(work, ROUND_MS));
  }
  return best;
}

const ORDER: JsonValue = {
  id: 'order-1',
  amount: 120.5,
  customer: { id: 'c-1', name: 'Ada' },
  items: Array.from({ length: 20 }, (_, index) => ({ sku: `s-${index}`, price: index * 10, quantity: (index % 4) + 1, kind: index % 3 === 0 ? 'a' : 'b' })),
};

const SHAPES: readonly (readonly [shape: string, text: string])[] = [
  ['field path', '$states.input.customer.id'],
  ['object construction', '{"id": $states.input.id, "total": $states.input.amount * 1.2, "label": "for " & $states.input.customer.name}'],
  ['filter over 20 items', '$states.input.items[kind = "a" and price > 50]'],
  ['field of filtered items', '$states.input.items[kind = "a"].sku'],
  ['condition', '$states.input.amount > 100 and $exists($states.input.customer.id) ? "high" : "low"'],
  ['sum of 20 products', '$sum($states.input.items.(price * quantity))'],
  ['map over 20 items', '$map($states.input.items, function($item){ {"sku": $item.sku, "total": $item.price * $item.quantity} })'],
];

async function expressionRates(text: string): Promise<{ readonly ours: number; readonly original: number }> {
  const compiled = compileExpression(text);
  assert(compiled.ok, 'the expressions of the bench compile');
  const variables = { states: { input: ORDER } };
  const scope = { variables, now: 0, random: () => 0 };
  const expression = jsonata(text);
  const [ours = 0, original = 0] = await ratesOf([
    (times) => {
      for (let time = 0; time < times; time += 1) evaluateExpression(compiled.value, scope);
    },
    async (times) => {
      for (let time = 0; time < times; time += 1) await expression.evaluate(undefined, variables);
    },
  ]);
  return { ours, original };
}

/** Fifty tasks of several kinds in a row. */
function fiftyTasks(): string {
  const tasks = Array.from({ length: 10 }, (_, index) => [
    { [`prepare${index}`]: { set: { order: '${ $input.order }', step: index, total: `\${ $input.total + ${index} }` } } },
    { [`fetch${index}`]: { call: 'http', with: { method: 'get', endpoint: `https://bank.test/orders/${index}` }, output: { as: '${ {"order": $, "total": 1} }' } } },
    { [`route${index}`]: { switch: [{ large: { when: '${ $input.total > 100 }', then: `settle${index}` } }, { other: { then: `pause${index}` } }] } },
    { [`pause${index}`]: { wait: { seconds: 1 } } },
    { [`settle${index}`]: { set: { order: '${ $input.order }', total: '${ $input.total * 2 }' } } },
  ]).flat();
  return JSON.stringify({ document: { dsl: '1.0.3', namespace: 'bench', name: 'fifty', version: '1.0.0' }, evaluate: { language: 'jsonata' }, do: tasks });
}

/** Five tasks, two of which are done outside: three turns for an execution. */
const FIVE_TASKS = JSON.stringify({
  document: { dsl: '1.0.3', namespace: 'bench', name: 'five', version: '1.0.0' },
  evaluate: { language: 'jsonata' },
  do: [
    { prepare: { set: { customer: '${ $input.customer }', amount: '${ $input.amount }' } } },
    { look: { call: 'http', with: { method: 'get', endpoint: '${ "https://bank.test/customers/" & $input.customer.id }' }, output: { as: '${ {"customer": $, "amount": $workflow.input.amount} }' } } },
    { route: { switch: [{ large: { when: '${ $input.amount > 100 }', then: 'score' } }] } },
    { small: { set: { score: 0 }, then: 'end' } },
    { score: { call: 'http', with: { method: 'post', endpoint: 'https://bank.test/scores', body: { customer: '${ $input.customer.id }', amount: '${ $input.amount }' } } } },
  ],
});

function compile(text: string): Program {
  const outcome = compileDefinition({ text, target: { name: 'bench', runtime: 'engine', zone: 'on-prem' }, catalogue: [], resources: new Map() });
  assert(outcome.accepted, outcome.accepted ? 'accepted' : JSON.stringify(outcome.diagnostics.map(({ code, pointer }) => `${code} ${pointer}`)));
  const prepared = prepareProgram(outcome.program.machine);
  assert(prepared.ok, 'what the compiler emits can be executed');
  return prepared.value;
}

/** Runs one execution to its end; gives the number of turns that it took. */
function runToEnd(program: Program): number {
  const facts = { id: 'run-1', name: 'run-1', machineId: 'bench', machineName: 'bench', startedAt: 1_700_000_000_000, input: ORDER };
  let snapshot = startSnapshot(facts);
  let event: ExecutionEvent = { kind: 'execution-started', at: facts.startedAt, seed: 'seed' };
  for (let turns = 1; ; turns += 1) {
    const step = advance(program, snapshot, event);
    snapshot = step.snapshot;
    if (snapshot.status !== 'running') return turns;
    const task = step.commands.find((command) => command.kind === 'schedule-task');
    assert(task?.kind === 'schedule-task', 'the execution waits for a task');
    event = { kind: 'task-succeeded', attemptId: task.attemptId, output: { id: 'c-1', score: 5 }, at: facts.startedAt, seed: 'seed' };
  }
}

function line(cells: readonly string[]): string {
  return `${cells.map((cell, index) => (index === 0 ? cell.padEnd(26) : cell.padStart(18))).join('')}\n`;
}

function rounded(rate: number): string {
  return Math.round(rate).toLocaleString('en-GB');
}

/** Compile time, turns per second and evaluations per second, beside the npm package `jsonata`. */
export async function reportCore(write: (text: string) => void): Promise<void> {
  const fifty = fiftyTasks();
  const program = compile(FIVE_TASKS);
  const turns = runToEnd(program);
  const [compiles = 0, executions = 0] = await ratesOf([
    (times) => {
      for (let time = 0; time < times; time += 1) compile(fifty);
    },
    (times) => {
      for (let time = 0; time < times; time += 1) runToEnd(program);
    },
  ]);
  write(line(['compile 50 tasks', `${(1000 / compiles).toFixed(1)} ms`]));
  write(line(['advance, 5-task program', `${rounded(executions * turns)} turns/s`, `${turns} an execution`]));
  write(line(['evaluations per second', 'ours', 'jsonata 2.2.2', 'ratio']));
  for (const [shape, text] of SHAPES) {
    const { ours, original } = await expressionRates(text);
    write(line([shape, rounded(ours), rounded(original), (ours / original).toFixed(1)]));
  }
}
