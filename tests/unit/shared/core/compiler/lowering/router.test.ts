import { describe, expect, test } from 'vitest';
import { addRouter } from '#shared/core/compiler/lowering/router.ts';
import type { Handler } from '#shared/core/compiler/lowering/handler.ts';
import type { AslState } from '#shared/core/asl/model.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { firstTask, handler, scopeOf } from './scopes.ts';

function routes(inner: Handler, more: { readonly catchPart?: string; readonly outer?: readonly Handler[]; readonly wanted?: boolean } = {}): Readonly<Record<string, AslState>> {
  const { task, context } = firstTask(`do: [ { t: { try: [], catch: ${more.catchPart ?? '{}'} } } ]`);
  assert(task.kind === 'try', 'the task is a try');
  if (more.wanted !== false) context.builder.want(inner.router);
  addRouter({ task, handler: inner, first: '/first' }, scopeOf({ handlers: more.outer ?? [] }), context);
  return Object.fromEntries(context.builder.finish('', undefined).states.map(({ label, state }) => [label, state]));
}

describe('addRouter()', () => {
  test('makes nothing when nothing leads there', () => {
    expect(routes(handler(), { wanted: false })).toEqual({});
  });

  test('handles what passes the filter and raises the rest again', () => {
    const states = routes(handler({ shape: { status: 503 }, texts: { title: 'Busy' }, isUnconditional: false }), { catchPart: '{ when: "${ $.detail }", as: problem, exceptWhen: "${ $problem.status = 1 }" }' });
    expect(states).toEqual({
      '/do/0/t#catch': {
        Type: 'Choice',
        Choices: [{ Condition: "{% $uwf_error_1.status = 503 and $uwf_error_1.title = 'Busy' and ($uwf_error_1.detail ? true : false) and ($uwf_error_1.status = 1 ? false : true) %}", Next: '/handler' }],
        Default: '/do/0/t#fault',
      },
      '/do/0/t#fault': { Type: 'Fail', Error: '{% $uwf_fault_1.Error %}', Cause: "{% $contains($uwf_fault_1.Error, '#') ? $string($uwf_error_1) : $uwf_fault_1.Cause %}" },
    });
  });

  test('hands the rest to the try around, with the error and its input', () => {
    const outer = handler({ handler: '/outer', router: '/outer#catch', variables: { error: 'uwf_error_9', fault: 'uwf_fault_9', input: 'uwf_try_9', retries: 'r', since: 's' } });
    expect(routes(handler({ shape: { status: 1 } }), { outer: [outer] })['/do/0/t#catch']).toMatchObject({
      Default: '/outer',
      Assign: { uwf_error_9: '{% $uwf_error_1 %}', uwf_fault_9: '{% $uwf_fault_1 %}' },
      Output: '{% $uwf_try_9 %}',
    });
    expect(routes(handler({ shape: { status: 1 } }), { outer: [{ ...outer, shape: { status: 2 } }] })['/do/0/t#catch']).toMatchObject({ Default: '/outer#catch' });
  });

  test.each([
    ['{ retry: { delay: PT2S, limit: { attempt: { count: 3 } } } }', '{% $uwf_retries_1 < 3 %}', 2],
    ['{ retry: { delay: PT2S, backoff: { linear: {} }, limit: { attempt: { count: 3 } } } }', '{% $uwf_retries_1 < 3 %}', '{% 2 * ($uwf_retries_1 + 1) %}'],
    ['{ retry: { delay: PT2S, backoff: { exponential: {} }, limit: { duration: PT1M } } }', '{% $toMillis($states.context.State.EnteredTime) - $uwf_since_1 < 60000 %}', '{% 2 * $power(2, $uwf_retries_1) %}'],
    ['{ retry: { jitter: { from: PT0.1S, to: PT0.3S }, limit: { attempt: { count: 1 } } } }', '{% $uwf_retries_1 < 1 %}', '{% 0 + (0.1 + $random() * 0.2) %}'],
  ])('retries by the policy %s', (catchPart, condition, seconds) => {
    const states = routes(handler({ retry: { kind: 'loop' } }), { catchPart });
    expect(states['/do/0/t#catch']).toMatchObject({ Choices: [{ Condition: condition, Next: '/do/0/t#retry' }], Default: '/handler' });
    expect(states['/do/0/t#retry']).toEqual({ Type: 'Wait', Seconds: seconds, Assign: { uwf_retries_1: '{% $uwf_retries_1 + 1 %}' }, Next: '/first' });
  });
});
