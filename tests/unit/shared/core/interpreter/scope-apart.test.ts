import { describe, expect, test } from 'vitest';
import type { AslMachine, AslState } from '#shared/core/asl/model.ts';
import { advance, startSnapshot } from '#shared/core/interpreter/advance.ts';
import type { ExecutionEvent } from '#shared/core/interpreter/event.ts';
import { prepareProgram, type Program } from '#shared/core/interpreter/program.ts';
import { innerScopeId, scopeFrame, scopesApart, scopeSnapshot } from '#shared/core/interpreter/scope-apart.ts';
import type { Snapshot } from '#shared/core/interpreter/snapshot.ts';
import { assert, InvariantError } from '#shared/core/kernel/assert.ts';
import { factsOf, machineOf, STARTED_AT } from '#tests/support/machines.ts';

const stamp = { at: STARTED_AT, seed: 's' };
const started: ExecutionEvent = { ...stamp, kind: 'execution-started' };

function apart(machine: AslMachine): Program {
  const prepared = prepareProgram(machine, { causesQuoteValues: false, scopesRunApart: true });
  assert(prepared.ok, 'the machine can be executed');
  return prepared.value;
}

function state(given: object): AslState {
  return given as AslState;
}

const machine = machineOf({
  set: state({ Type: 'Pass', Assign: { seen: 7 }, Next: 'map' }),
  map: state({
    Type: 'Map',
    Items: ['x', 'y', 'z'],
    MaxConcurrency: 2,
    ItemProcessor: {
      StartAt: 'inner',
      States: { inner: state({ Type: 'Task', Resource: 'r', HeartbeatSeconds: 5, Arguments: '{% [$seen, $states.context.Map.Item.Index, $states.input] %}', End: true }) },
    },
    Catch: [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'caught' }],
    End: true,
  }),
  caught: state({ Type: 'Pass', Output: 'caught', End: true }),
});
const program = apart(machine);
const opened = advance(program, startSnapshot(factsOf({})), started).snapshot;

function scopeAt(snapshot: Snapshot, index: number): Snapshot {
  const scope = scopesApart(snapshot)[index];
  assert(scope !== undefined, 'the scope is open');
  return scopeSnapshot(snapshot, scope);
}

describe('scopes that are carried out apart', () => {
  test('wait in the snapshot as they were opened, as many as may run at once', () => {
    expect(scopesApart(opened).map(({ path, input, apart: own, state: at }) => [path, input, own?.startAt, at])).toEqual([
      [[0], 'x', 'inner', undefined],
      [[1], 'y', 'inner', undefined],
    ]);
    expect(opened.status).toBe('running');
  });

  test('see what is around them, and name their attempts by their own id', () => {
    const child = scopeAt(opened, 1);
    const { snapshot, commands } = advance(program, child, started);
    const id = scopesApart(opened)[1]?.apart?.id ?? '';
    expect(commands[0]).toMatchObject({ kind: 'schedule-task', attemptId: `run-1:${id}:1`, arguments: [7, 1, 'y'], scope: '1' });
    expect(scopeFrame(snapshot)?.waitingFor).toMatchObject({ kind: 'task', heartbeatTimerId: `run-1:${id}:t1` });
  });

  test('end like an execution, and their end lets the next one in', () => {
    const child = advance(program, scopeAt(opened, 0), started).snapshot;
    const ended = advance(program, child, { ...stamp, kind: 'task-succeeded', attemptId: `run-1:${child.apart?.id ?? ''}:1`, output: 'X' }).snapshot;
    expect([ended.status, ended.output]).toEqual(['succeeded', 'X']);
    const next = advance(program, opened, { ...stamp, kind: 'scope-succeeded', scopeId: child.apart?.id ?? '', output: 'X' }).snapshot;
    expect(scopesApart(next).map(({ path }) => path)).toEqual([[1], [2]]);
  });

  test('whose end is told twice, or that nobody knows, change nothing', () => {
    const scopeId = scopesApart(opened)[0]?.apart?.id ?? '';
    const next = advance(program, opened, { ...stamp, kind: 'scope-succeeded', scopeId, output: 1 }).snapshot;
    expect(advance(program, next, { ...stamp, kind: 'scope-succeeded', scopeId, output: 1 })).toEqual({ snapshot: next, events: [], commands: [] });
    expect(advance(program, opened, { ...stamp, kind: 'scope-failed', scopeId: 'nobody', failure: {} }).snapshot).toBe(opened);
  });

  test('that fail keep the names by which a catcher around them asks', () => {
    const child = advance(program, scopeAt(opened, 0), started).snapshot;
    const failed = advance(program, child, { ...stamp, kind: 'timer-fired', timerId: `run-1:${child.apart?.id ?? ''}:t1` }).snapshot;
    expect([failed.status, failed.failure, failed.failureAliases]).toEqual(['failed', { error: 'States.Timeout' }, ['States.HeartbeatTimeout']]);
    const failure = { ...failed.failure, aliases: failed.failureAliases ?? [] };
    const caught = advance(program, opened, { ...stamp, kind: 'scope-failed', scopeId: child.apart?.id ?? '', failure }).snapshot;
    expect([caught.status, caught.output]).toEqual(['succeeded', 'caught']);
    expect(scopesApart(caught)).toEqual([]);
  });

  test('have other ids when their state opens them again', () => {
    expect([innerScopeId(opened, 40), innerScopeId({ ...opened, apart: { path: [0], id: 'c' } }, 40)]).toEqual(['14', 'c.14']);
    const ids = scopesApart(opened).map((scope) => scope.apart?.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('a frame that is not apart has no snapshot of its own', () => {
    expect(() => scopeSnapshot(opened, opened.root)).toThrow(InvariantError);
  });

  test('a program that keeps its scopes opens none apart', () => {
    const prepared = prepareProgram(machine);
    assert(prepared.ok, 'the machine can be executed');
    expect(scopesApart(advance(prepared.value, startSnapshot(factsOf({})), started).snapshot)).toEqual([]);
  });
});
