import { describe, expect, test } from 'vitest';
import type { AslMachine, AslState, TaskState } from '#shared/core/asl/model.ts';
import { bindMachine, TASK_RESOURCE } from '#shared/core/step-functions/bind-machine.ts';

const QUEUES = { steps: 'https://sqs.example/steps', bank: 'https://sqs.example/bank' };

function bind(States: AslMachine['States'], more: Partial<AslMachine> = {}, bank: readonly string[] = []): AslMachine {
  const [StartAt = ''] = Object.keys(States);
  return bindMachine({ machine: { QueryLanguage: 'JSONata', StartAt, States, ...more }, bank: new Set(bank), revision: 'r1', queues: QUEUES });
}

const task = (more: Partial<TaskState> = {}): TaskState => ({ Type: 'Task', Resource: 'uwf:http', End: true, ...more });
const messageOf = (state: AslState | undefined): unknown => (state?.Type === 'Task' ? (state.Arguments as { readonly MessageBody: unknown }).MessageBody : undefined);

describe('bindMachine()', () => {
  test('makes a message with a token of each task of ours', () => {
    expect(bind({ call: task({ Arguments: { n: '{% 1 + 1 %}' }, Assign: { a: 1 }, Output: '{% $states.result %}' }) }).States['call']).toEqual({
      Type: 'Task', Resource: TASK_RESOURCE, End: true, Assign: { a: 1 }, Output: '{% $states.result %}',
      Arguments: {
        QueueUrl: QUEUES.steps,
        MessageBody: {
          v: 1, revision: 'r1', state: 'call', resource: 'uwf:http', path: '', maps: 0,
          execution: '{% $states.context.Execution.Name %}', entered: '{% $states.context.State.EnteredTime %}', retry: '{% $states.context.State.RetryCount %}', token: '{% $states.context.Task.Token %}',
          arguments: { n: '{% 1 + 1 %}' },
        },
      },
    });
  });

  test('sends the input of the state where the task has no arguments', () => {
    expect(messageOf(bind({ call: task() }).States['call'])).toMatchObject({ arguments: '{% $states.input %}' });
  });

  test('sends what the bank does to the queue of the bank', () => {
    const { States } = bind({ here: task({ Next: 'there' }), there: task() }, {}, ['there']);
    expect([States['here'], States['there']]).toMatchObject([{ Arguments: { QueueUrl: QUEUES.steps } }, { Arguments: { QueueUrl: QUEUES.bank } }]);
  });

  test('writes payload templates for states in JSONPath', () => {
    const { States } = bind({ call: task({ Parameters: { 'n.$': '$.n' }, ResultPath: '$.r', Next: 'bare' }), bare: task() }, { QueryLanguage: 'JSONPath' });
    expect(States['call']).toMatchObject({ ResultPath: '$.r', Parameters: { QueueUrl: QUEUES.steps, MessageBody: { state: 'call', 'execution.$': '$$.Execution.Name', 'token.$': '$$.Task.Token', arguments: { 'n.$': '$.n' } } } });
    expect(States['bare']).toMatchObject({ Parameters: { MessageBody: { 'arguments.$': '$' } } });
    expect(bind({ call: task({ QueryLanguage: 'JSONPath' }) }).States['call']).toHaveProperty('Parameters');
  });

  test('leaves what Step Functions does by itself as it is', () => {
    const states = { own: task({ Resource: 'arn:aws:states:::lambda:invoke', Arguments: { FunctionName: 'f' }, Next: 'pass' }), pass: { Type: 'Pass', End: true } } as const;
    expect(bind(states).States).toEqual(states);
  });

  test('goes into branches and Maps and says where a state is', () => {
    const { States } = bind({
      both: { Type: 'Parallel', End: true, Branches: [{ StartAt: 'a', States: { a: task() } }, { StartAt: 'm', States: { m: { Type: 'Map', End: true, ItemProcessor: { StartAt: 'b', States: { b: task() } } } } }] },
    });
    const both = States['both'];
    const [first, second] = both?.Type === 'Parallel' ? both.Branches : [];
    expect(messageOf(first?.States['a'])).toMatchObject({ path: '0', maps: 0 });
    const map = second?.States['m'];
    expect(messageOf(map?.Type === 'Map' ? map.ItemProcessor?.States['b'] : undefined)).toMatchObject({ path: '1/*', maps: 1 });
  });

  test('asks for nothing of an item, which the service tells to the selector of its Map only, and counts the Maps whose items go on at the same time', () => {
    const each = (maps: number | undefined): AslState => ({ Type: 'Map', End: true, ...(maps === undefined ? {} : { MaxConcurrency: maps }), ItemProcessor: { StartAt: 'b', States: { b: task() } } });
    const message = (concurrency: number | undefined): unknown => {
      const { each: map } = bind({ each: each(concurrency) }).States;
      return messageOf(map?.Type === 'Map' ? map.ItemProcessor?.States['b'] : undefined);
    };
    expect([1, 0, 5, undefined].map((concurrency) => message(concurrency))).toMatchObject([{ maps: 0 }, { maps: 1 }, { maps: 1 }, { maps: 1 }]);
    expect(JSON.stringify(message(1))).not.toContain('Map.Item');
  });

  test('rounds times up to whole seconds, and retries to at least one', () => {
    const retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 0, MaxDelaySeconds: 1.2 }, { ErrorEquals: ['x'], IntervalSeconds: 1.5 }, { ErrorEquals: ['y'] }];
    const bound = bind({ wait: { Type: 'Wait', Seconds: 0.3, Next: 'call' }, call: task({ TimeoutSeconds: 1.1, HeartbeatSeconds: '{% 3 %}', Retry: retry }) }, { TimeoutSeconds: 9.5 });
    expect(bound).toMatchObject({
      TimeoutSeconds: 10,
      States: { wait: { Seconds: 1 }, call: { TimeoutSeconds: 2, HeartbeatSeconds: '{% 3 %}', Retry: [{ IntervalSeconds: 1, MaxDelaySeconds: 2 }, { IntervalSeconds: 2 }, { ErrorEquals: ['y'] }] } },
    });
  });
});
