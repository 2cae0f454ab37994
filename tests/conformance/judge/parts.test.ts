import { describe, expect, test } from 'vitest';
import type { AslMachine, AslScope } from '#shared/core/asl/model.ts';
import { TASK_RESOURCE } from '#shared/core/step-functions/bind-machine.ts';
import { bindForJudge } from './bind.ts';
import { gapBehind } from './gaps.ts';
import { differences, type JudgedOutcome } from './outcome.ts';
import { raceVariants } from './races.ts';
import { machineOf } from '#tests/support/machines.ts';

const ended: JudgedOutcome = { status: 'SUCCEEDED', output: { n: 1 }, calls: [{ a: 1 }, { b: 2 }], published: [] };
const TYPE = 'https://open-workflow-specification.org/spec/1.0.0/errors/runtime#500';

describe('differences()', () => {
  test('of runs that agree are none, in whatever order they asked', () => {
    expect(differences(ended, { ...ended, calls: [{ b: 2 }, { a: 1 }] })).toEqual([]);
  });

  test.each([
    ['status', { status: 'FAILED', error: 'States.Timeout' }],
    ['output', { output: { n: 2 } }],
    ['requests', { calls: [{ a: 1 }] }],
    ['published events', { published: [{ type: 't' }] }],
  ] as const)('tell another %s', (what, other) => {
    expect(differences(ended, { ...ended, ...other })).toEqual([expect.stringContaining(what)]);
  });

  test('compare what an error of the DSL says, and of others the name only', () => {
    const failed = (error: string, cause: string): JudgedOutcome => ({ status: 'FAILED', error, cause, calls: [], published: [] });
    expect(differences(failed('States.Timeout', 'one text'), failed('States.Timeout', 'another'))).toEqual([]);
    expect(differences(failed('States.Timeout', ''), failed('States.Runtime', ''))).toHaveLength(1);
    expect(differences(failed(TYPE, '{"status":500,"title":"a"}'), failed(TYPE, '{"status":500,"title":"b"}'))).toEqual([expect.stringContaining('error object')]);
  });
});

describe('bindForJudge()', () => {
  test('gives every Task to the doors as it is published, at any depth: with a Retry to the activity, which brings a token of its own', () => {
    const task = { Type: 'Task', Resource: 'uwf:http', Arguments: { a: 1 }, End: true } as const;
    const branch: AslScope = { StartAt: 'b', States: { b: { ...task, Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 0.2 }] } } };
    const bound = bindForJudge(machineOf({ here: { Type: 'Parallel', Branches: [branch], Next: 'a' }, a: task }), { run: 'r', doors: { queueUrl: 'q', activityArn: 'activity' } });
    const message = { v: 1, revision: 'r', resource: 'uwf:http', arguments: { a: 1 } };
    expect(bound.States['a']).toMatchObject({ Resource: TASK_RESOURCE, Arguments: { QueueUrl: 'q', MessageBody: { ...message, state: 'a', token: '{% $states.context.Task.Token %}' } } });
    const retried = { Resource: 'activity', Arguments: { ...message, state: 'b' }, Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1 }] };
    expect(bound.States['here']).toMatchObject({ Branches: [{ States: { b: retried } }] });
    expect(JSON.stringify(bound.States['here'])).not.toContain('Token');
  });

  test('leaves what is carried out by the service as it is, and tasks with paths their paths', () => {
    const retry = [{ ErrorEquals: ['States.ALL'] }];
    const foreign = { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', Retry: retry, End: true } as const;
    const paths = { Type: 'Task', Resource: 'uwf:http', QueryLanguage: 'JSONPath', Parameters: { 'a.$': '$.a' }, Retry: retry, End: true } as const;
    const bound = bindForJudge(machineOf({ foreign, paths, each: { Type: 'Map', ItemProcessor: { StartAt: 'c', States: { c: paths } }, End: true } }), { run: 'r', doors: { queueUrl: 'q', activityArn: 'activity' } });
    expect(bound.States['foreign']).toEqual({ ...foreign, Retry: [expect.objectContaining({ ErrorEquals: ['States.ALL'] })] });
    expect(bound.States['paths']).toMatchObject({ Resource: 'activity', Parameters: { arguments: { 'a.$': '$.a' }, 'execution.$': '$$.Execution.Name' } });
    expect(JSON.stringify(bound)).not.toContain('Task.Token');
  });
});

describe('raceVariants()', () => {
  const branch = (name: string, isOpen: boolean): AslScope => ({ StartAt: name, States: { [name]: isOpen ? { Type: 'Pass', End: true } : { Type: 'Fail', Error: 'win' } } });
  const machine = (isOpen: boolean): AslMachine => machineOf({ here: { Type: 'Parallel', Branches: [branch('x', isOpen), branch('y', false), branch('z', false)], End: true } });
  const starts = (one: AslMachine): readonly string[] => (one.States['here']?.Type === 'Parallel' ? one.States['here'].Branches.map(({ StartAt: start }) => start) : []);

  test('let each branch of a race be the first', () => {
    expect(raceVariants(machine(false)).map(starts)).toEqual([['x', 'y', 'z'], ['y', 'z', 'x'], ['z', 'x', 'y']]);
  });

  test('are the machine alone where a branch may end well', () => {
    expect(raceVariants(machine(true))).toEqual([machine(true)]);
  });
});

describe('gapBehind()', () => {
  const there: JudgedOutcome = { status: 'FAILED', error: 'States.Runtime', cause: 'com.dashjoin.jsonata.JException: {}', calls: [], published: [] };
  const plain = machineOf({ here: { Type: 'Pass', Assign: { n: '{% 1 %}' }, Output: '{% $m %}', End: true } });

  test('knows that what an expression throws has another name there, if it throws here as well', () => {
    expect(gapBehind({ machine: plain, hasFailedExpression: true, there })).toContain('States.Runtime');
    expect(gapBehind({ machine: plain, hasFailedExpression: false, there })).toBeUndefined();
    expect(gapBehind({ machine: plain, hasFailedExpression: true, there: { ...there, error: 'States.Timeout' } })).toBeUndefined();
  });

  test('knows that a rule which reads what it assigns gets the new value there', () => {
    const rule = { Condition: true, Assign: { n: '{% $n + 1 %}' }, Output: { was: '{% $n %}' }, Next: 'end' } as const;
    const machine = machineOf({ here: { Type: 'Choice', Choices: [rule], Default: 'end' }, end: { Type: 'Succeed' } });
    expect(gapBehind({ machine, hasFailedExpression: false, there })).toContain('Assign');
  });
});
