import { describe, expect, test } from 'vitest';
import { GENERATION_REQUESTS_MAX } from '#shared/core/durable/limits.ts';
import type { DurableAnswer, DurableProgram, DurableRequest, ScopeEnding, ScopeEnvelope } from '#shared/core/durable/model.ts';
import { parseFacts } from '#shared/core/durable/facts.ts';
import { parseEnvelope } from '#shared/core/durable/parse.ts';
import { runScope, scopeInput } from '#shared/core/durable/run-scope.ts';
import { startSnapshot } from '#shared/core/interpreter/advance.ts';
import { prepareProgram, type Program } from '#shared/core/interpreter/program.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { AslMachine, AslState } from '#shared/core/asl/model.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { factsOf, machineOf, STARTED_AT } from '#tests/support/machines.ts';

type Given = DurableAnswer extends infer A ? (A extends DurableAnswer ? Omit<A, 'at'> : never) : never;

function work(more: object = { End: true }): AslState {
  return { Type: 'Task', Resource: 'work', ...more } as AslState;
}

function programOf(machine: AslMachine, isLocal: boolean): DurableProgram {
  const prepared = prepareProgram(machine, { causesQuoteValues: false, scopesRunApart: true });
  assert(prepared.ok, 'the machine can be executed');
  return { program: prepared.value, isLocal: () => isLocal };
}

function envelopeOf(input: JsonValue): ScopeEnvelope {
  return parseEnvelope(scopeInput({ revision: 'r', seed: 's', principal: 'alice', snapshot: startSnapshot(factsOf(input)) }));
}

interface Told {
  readonly requests: readonly DurableRequest[];
  readonly statuses: readonly string[];
  readonly ending: ScopeEnding;
  /** What was written to the journal, in order: kinds with their states. */
  readonly facts: readonly string[];
}

function factsIn(request: DurableRequest): readonly string[] {
  return request.kind === 'call' ? parseFacts(request.input['facts']).map(({ kind, state }) => (state === undefined ? kind : `${kind} ${state}`)) : [];
}

/** Answers each request by a function of it, one second after the other. The journal always takes what it is given at once. */
function converse(program: DurableProgram, envelope: ScopeEnvelope, answer: (request: DurableRequest) => Given): Told {
  const requests: DurableRequest[] = [];
  const statuses: string[] = [];
  const facts: string[] = [];
  let at = STARTED_AT;
  const conversation = runScope(program, envelope, at);
  for (let step = conversation.next(); ; ) {
    assert(requests.length < 1_000, 'a conversation of a test ends');
    if (step.done === true) return { requests, statuses, facts, ending: step.value };
    facts.push(...factsIn(step.value.request));
    if (step.value.request.kind === 'call' && step.value.request.activity === 'uwf-record') {
      step = conversation.next({ kind: 'came', value: '{}', at });
      continue;
    }
    requests.push(step.value.request);
    statuses.push(step.value.status);
    at = 'until' in step.value.request && step.value.request.kind === 'sleep' ? Math.max(at, step.value.request.until) : at + 1_000;
    step = conversation.next({ ...answer(step.value.request), at });
  }
}

const done = (output: JsonValue): Given => ({ kind: 'came', value: JSON.stringify({ kind: 'succeeded', output: { value: output } }) });

describe('one thing at a time is asked for', () => {
  test('work of the own zone is an activity, whose answer ends it', () => {
    const { requests, ending } = converse(programOf(machineOf({ a: work() }), true), envelopeOf(1), () => done(2));
    expect(requests).toEqual([{ kind: 'call', activity: 'uwf-task', input: expect.objectContaining({ attemptId: 'run-1:1', executionId: 'run-1', state: 'a', arguments: { value: 1 }, principal: 'alice' }) }]);
    expect(ending).toEqual({ kind: 'ended', output: { kind: 'succeeded', output: { value: 2 } } });
  });

  test('work of the bank is handed over, and its answer is awaited under its own name', () => {
    const { requests, statuses } = converse(programOf(machineOf({ a: work() }), false), envelopeOf(1), (request) => (request.kind === 'call' ? { kind: 'came', value: '{}' } : done(2)));
    expect(requests.map((request) => (request.kind === 'call' ? request.activity : request))).toEqual(['uwf-dispatch', { kind: 'listen', event: 'uwf-answer-1' }]);
    expect(statuses.map((status) => JSON.parse(status).attempt)).toEqual(['run-1:1', 'run-1:1']);
  });

  test('of several timers the first one bounds a wait', () => {
    const machine = { ...machineOf({ a: work({ TimeoutSeconds: 60, HeartbeatSeconds: 10, End: true }) }), TimeoutSeconds: 3_600 };
    const { requests, ending } = converse(programOf(machine, true), envelopeOf(1), (request) => (request.kind === 'call' && request.activity === 'uwf-cancel' ? { kind: 'came', value: '{}' } : { kind: 'due' }));
    expect(requests[0]).toMatchObject({ kind: 'call', until: STARTED_AT + 10_000 });
    expect(ending).toMatchObject({ kind: 'ended' });
  });

  test('branches are started together, and each report is one event', () => {
    const branch = (name: string) => ({ StartAt: name, States: { [name]: { Type: 'Pass', End: true } as AslState } });
    const machine = machineOf({ p: { Type: 'Parallel', Branches: [branch('a'), branch('b')], End: true } as AslState });
    let reports = 0;
    const { requests, ending } = converse(programOf(machine, true), envelopeOf(1), (request) => {
      if (request.kind !== 'listen') return { kind: 'done' };
      reports += 1;
      // Told twice, and by one that nobody knows: each is heard once.
      const scopeId = ['5', '4', '4', 'nobody', '5'][reports - 1] ?? '';
      return { kind: 'came', value: JSON.stringify({ scopeId, kind: 'succeeded', output: { value: scopeId } }) };
    });
    const [opened] = requests;
    assert(opened?.kind === 'open', 'the branches are opened first');
    expect(opened.scopes.map(({ instanceId }) => instanceId)).toEqual(['run-1:4', 'run-1:5']);
    expect(ending).toMatchObject({ output: { output: { value: ['4', '5'] } } });
    expect(reports).toBe(2);
  });

  test('a scope is carried out alone, and tells its end to the one around it', () => {
    const machine = machineOf({ p: { Type: 'Parallel', Branches: [{ StartAt: 'a', States: { a: work() } }], End: true } as AslState });
    const program = programOf(machine, true);
    let input = '';
    converse(program, envelopeOf(1), (request) => {
      if (request.kind === 'open') input = request.scopes[0]?.input ?? '';
      return request.kind === 'listen' ? { kind: 'came', value: JSON.stringify({ scopeId: '4', kind: 'stopped' }) } : { kind: 'done' };
    });
    const { requests, ending } = converse(program, parseEnvelope(input), () => done('x'));
    expect(requests.at(-1)).toEqual({ kind: 'call', activity: 'uwf-report', input: { instanceId: 'run-1', event: 'uwf-scopes-2', body: { scopeId: '4', kind: 'succeeded', output: { value: 'x' } } } });
    expect(ending).toEqual({ kind: 'ended', output: { kind: 'succeeded' } });
  });
});

describe('the journal', () => {
  const TASK = ['execution-started', 'state-entered a', 'task-scheduled a', 'task-succeeded a', 'state-exited a', 'execution-succeeded'];

  test('is told of what led to an attempt with the attempt, and of the end before it is seen', () => {
    expect(converse(programOf(machineOf({ a: work() }), true), envelopeOf(1), () => done(2)).facts).toEqual(TASK);
    expect(converse(programOf(machineOf({ a: work() }), false), envelopeOf(1), (request) => (request.kind === 'call' ? { kind: 'came', value: '{}' } : done(2))).facts).toEqual(TASK);
  });

  test('is told again of what may have been lost with a worker', () => {
    let asked = 0;
    const { facts, requests } = converse(programOf(machineOf({ a: work() }), true), envelopeOf(1), () => {
      asked += 1;
      return asked === 1 ? { kind: 'lost' } : done(2);
    });
    expect(facts).toEqual([...TASK.slice(0, 3), ...TASK]);
    // Without its facts the second try cannot be lost by them.
    expect(requests.map((request) => ('input' in request ? Object.hasOwn(request.input, 'facts') : request.kind))).toEqual([true, 'sleep', false]);
  });

  test('is told of a scope what happened in it, not that it began and ended like an execution', () => {
    const machine = machineOf({ p: { Type: 'Parallel', Branches: [{ StartAt: 'a', States: { a: work() } }], End: true } as AslState });
    let input = '';
    const around = converse(programOf(machine, true), envelopeOf(1), (request) => {
      if (request.kind === 'open') input = request.scopes[0]?.input ?? '';
      return request.kind === 'listen' ? { kind: 'came', value: JSON.stringify({ scopeId: '4', kind: 'succeeded', output: { value: 1 } }) } : { kind: 'done' };
    });
    expect(around.facts).toEqual(['execution-started', 'state-entered p', 'parallel-started p', 'branch-started p', 'branch-succeeded p', 'parallel-succeeded p', 'state-exited p', 'execution-succeeded']);
    expect(converse(programOf(machine, true), parseEnvelope(input), () => done('x')).facts).toEqual(TASK.slice(1, -1));
  });
});

describe('generations', () => {
  const loop = machineOf({ a: work({ Arguments: '{% $states.input + 1 %}', Next: 'a' }) });

  test('a long history is left behind when nothing is under way, and the next one goes on where it was', () => {
    const first = converse(programOf(loop, true), envelopeOf(0), (request) => (request.kind === 'call' ? done(JSON.parse(JSON.stringify(request.input)).arguments.value) : { kind: 'done' }));
    expect(first.requests).toHaveLength(GENERATION_REQUESTS_MAX);
    assert(first.ending.kind === 'again', 'the loop goes on');
    const second = converse(programOf(loop, true), parseEnvelope(first.ending.input), () => done(0));
    expect(second.requests[0]).toMatchObject({ input: { attemptId: `run-1:${GENERATION_REQUESTS_MAX + 1}`, arguments: { value: GENERATION_REQUESTS_MAX + 1 } } });
  });

  test('what a generation begins with may have been put away', () => {
    const { start } = envelopeOf(5);
    assert('value' in start, 'a small start is carried itself');
    let asked = 0;
    const { requests, ending } = converse(programOf(machineOf({ a: work() }), true), { revision: 'r', start: { reference: 'there' } }, (request) => {
      if (request.kind === 'sleep') return { kind: 'due' };
      if (request.kind !== 'call' || request.activity !== 'uwf-get') return done(6);
      asked += 1;
      return asked === 1 ? { kind: 'lost' } : { kind: 'came', value: JSON.stringify(start) };
    });
    expect(requests.map((request) => (request.kind === 'call' ? request.activity : request.kind))).toEqual(['uwf-get', 'sleep', 'uwf-get', 'uwf-task']);
    expect(ending).toMatchObject({ output: { kind: 'succeeded', output: { value: 6 } } });
  });
});

describe('a fault of ours', () => {
  function broken(program: Program): Program {
    return { ...program, states: new Map() };
  }

  test('stops the execution that shows it', () => {
    const { program, isLocal } = programOf(machineOf({ a: work() }), true);
    const { requests, ending } = converse({ program: broken(program), isLocal }, envelopeOf(1), () => done(1));
    expect(requests).toEqual([]);
    expect(ending).toEqual({ kind: 'ended', output: { kind: 'stopped' } });
  });

  test('equal answers give equal requests', () => {
    const run = (): Told => converse(programOf(machineOf({ a: work({ Arguments: '{% $uuid() %}', End: true }) }), true), envelopeOf(1), () => done(1));
    expect(run()).toEqual(run());
  });
});
