import { describe, expect, test } from 'vitest';
import type { FakeAnswer } from '#tests/support/asl-driver.ts';
import { failing, findingsOf, machineOf, runDocument, type Answers } from '../run-document.ts';

const BUSY = failing('urn:uwf:error:BUSY', 503, { title: 'Busy' });
const WRONG = failing('urn:uwf:error:WRONG', 422, { title: 'Wrong' });
const TIMEOUT = 'https://open-workflow-specification.org/spec/1.0.0/errors/timeout';
const COMMUNICATION = 'https://open-workflow-specification.org/spec/1.0.0/errors/communication';

/** Answers in turn, then with the arguments. */
const inTurn = (...answers: readonly FakeAnswer[]): Answers => (task, index) => answers[index] ?? { kind: 'succeeded', output: task.arguments };

const guarded = (catchPart: string, body = '[ { ask: { call: flaky, with: { n: "${ $.n }" } } } ]'): string => `do:
  - t: { try: ${body}, catch: ${catchPart} }
  - after: { set: { after: "\${ $ }" } }`;

const SHOW = 'do: [ { show: { set: { type: "${ $error.type }", status: "${ $error.status }", title: "${ $error.title }", at: "${ $error.instance }", input: "${ $ }" } } } ]';

describe('catch', () => {
  test('lets a body that succeeds be', () => {
    expect(runDocument(guarded(`{ ${SHOW} }`), { n: 1 }).output).toEqual({ after: { n: 1 } });
  });

  test('shows the error object, with the task that failed, and gets the input of the try', () => {
    expect(runDocument(guarded(`{ ${SHOW} }`), { n: 1 }, inTurn(BUSY)).output).toEqual({
      after: { type: 'urn:uwf:error:BUSY', status: 503, title: 'Busy', at: '/do/0/t/try/0/ask', input: { n: 1 } },
    });
  });

  test.each([
    [{ kind: 'failed', error: 'States.Timeout' } as const, { type: TIMEOUT, status: 408 }],
    [{ kind: 'failed', error: 'Uwf.HandlerFailed', cause: 'x' } as const, { status: 500, title: 'Uwf.HandlerFailed' }],
    [{ kind: 'failed', error: 'Something.Else', cause: '{not json' } as const, { status: 500, title: 'Something.Else' }],
  ])('shows %j as an error of the DSL', (answer, error) => {
    expect(runDocument(guarded(`{ ${SHOW} }`), { n: 1 }, inTurn(answer)).output).toMatchObject({ after: error });
  });

  test('catches an error of an expression in the arguments of a call', () => {
    expect(runDocument(guarded(`{ ${SHOW} }`), {}).output).toMatchObject({ after: { status: 400, title: 'Expression error' } });
  });

  test.each([
    ['{ status: 503 }', BUSY, true],
    ['{ status: 422 }', BUSY, false],
    ['{ type: "urn:uwf:error:BUSY" }', BUSY, true],
    ['{ type: "urn:uwf:error:BUSY", status: 500 }', BUSY, false],
    ['{ title: Busy }', BUSY, true],
    ['{ title: Idle }', BUSY, false],
    ['{ instance: /do/0/t/try/0/ask }', BUSY, true],
    ['{ instance: /do/0/t/try/1/ask }', BUSY, false],
    ['{ status: 500 }', { kind: 'failed', error: 'Uwf.EgressBlocked' } as const, true],
    ['{ status: 500 }', BUSY, false],
    ['{ type: "https://serverlessworkflow.io/dsl/errors/types/timeout" }', { kind: 'failed', error: 'States.Timeout' } as const, true],
  ])('filter %s and %j: caught is %j', (filter, answer, isCaught) => {
    const run = runDocument(guarded(`{ errors: { with: ${filter} }, ${SHOW} }`), { n: 1 }, inTurn(answer));
    expect(run.status).toBe(isCaught ? 'succeeded' : 'failed');
    if (!isCaught) expect(run.failure?.error).toBe(answer.kind === 'failed' ? answer.error : '');
  });

  test('without do gives the input of the try on', () => {
    expect(runDocument(guarded('{}'), { n: 1 }, inTurn(BUSY)).output).toEqual({ after: { n: 1 } });
  });

  test('goes where its then says, once its do is done', () => {
    const body = `do:
  - t: { try: [ { ask: { call: flaky, with: {} } } ], catch: { do: [ { fix: { set: { fixed: true } } } ], then: last }, output: { as: { t: "\${ $ }" } } }
  - skipped: { set: { skipped: false } }
  - last: { set: { last: "\${ $ }" } }`;
    expect(runDocument(body, {}, inTurn(BUSY)).output).toEqual({ last: { t: { fixed: true } } });
    expect(runDocument(body, {}).output).toEqual({ last: { skipped: false } });
  });

  test('catches errors of every call of the body, and gives each the input of the try', () => {
    const body = guarded(`{ ${SHOW} }`, '[ { one: { call: echo, with: { n: 2 } } }, { two: { set: { n: 3 } } }, { three: { call: flaky, with: { n: 4 } } } ]');
    expect(runDocument(body, { n: 1 }, inTurn({ kind: 'succeeded', output: {} }, WRONG)).output).toMatchObject({ after: { at: '/do/0/t/try/2/three', input: { n: 1 } } });
    expect(runDocument(body, { n: 1 }, inTurn({ kind: 'failed', error: 'States.Timeout' })).output).toMatchObject({ after: { at: '/do/0/t/try/0/one', input: { n: 1 } } });
  });

  test('applies input.from once, before the body and for the handler', () => {
    const body = 'do: [ { t: { input: { from: "${ $.inner }" }, try: [ { ask: { call: flaky, with: { n: "${ $.n }" } } } ], catch: {}, output: { as: { in: "${ $input.n }", out: "${ $ }" } } } } ]';
    expect(runDocument(body, { inner: { n: 5 } }, inTurn(BUSY)).output).toEqual({ in: 5, out: { n: 5 } });
    expect(runDocument(body, { inner: { n: 5 } }).output).toEqual({ in: 5, out: { n: 5 } });
  });

  test('keeps what was exported before the failure', () => {
    const body = `do:
  - t: { try: [ { one: { set: { x: 1 }, export: { as: "\${ $ }" } } }, { ask: { call: flaky, with: {} } } ], catch: {} }
  - show: { set: "\${ $context }" }`;
    expect(runDocument(body, {}, inTurn(BUSY)).output).toEqual({ x: 1 });
  });

  test('leaves errors of its own handler to the try around', () => {
    const body = `do:
  - outer:
      try:
        - inner: { try: [ { ask: { call: flaky, with: {} } } ], catch: { do: [ { first: { set: { x: 1 } } }, { again: { call: flaky, with: {} } } ] } }
      catch: { as: second, do: [ { show: { set: { at: "\${ $second.instance }", input: "\${ $ }" } } } ] }`;
    expect(runDocument(body, { a: 1 }, inTurn(BUSY, WRONG)).output).toEqual({ at: '/do/0/outer/try/0/inner/catch/do/1/again', input: { a: 1 } });
  });

  test('passes what the inner filter does not take to the outer try', () => {
    const body = (filter: string): string => `do:
  - outer:
      try:
        - inner: { try: [ { ask: { call: flaky, with: {} } } ], catch: { ${filter}, do: [ { in: { set: { by: inner } } } ] } }
      catch: { do: [ { out: { set: { by: outer, status: "\${ $error.status }" } } } ] }`;
    for (const filter of ['errors: { with: { status: 422 } }', 'when: "${ $.status = 422 }"', 'errors: { with: { title: Wrong } }']) {
      expect(runDocument(body(filter), {}, inTurn(WRONG)).output).toEqual({ by: 'inner' });
      expect(runDocument(body(filter), {}, inTurn(BUSY)).output).toEqual({ by: 'outer', status: 503 });
    }
  });

  test('ends as the error was raised when a filter at run time does not take it', () => {
    const run = runDocument(guarded('{ when: "${ $.status = 422 }" }'), { n: 1 }, inTurn(BUSY));
    expect(run).toMatchObject({ status: 'failed', failure: { error: 'urn:uwf:error:BUSY#503' }, error: { status: 503, title: 'Busy' } });
    expect(runDocument(guarded('{ when: "${ $.status = 422 }" }'), { n: 1 }, inTurn({ kind: 'failed' })).status).toBe('failed');
  });

  test('compares the answers of HTTP calls of any status', () => {
    const body = guarded(`{ errors: { with: { type: "${COMMUNICATION}" } }, ${SHOW} }`, '[ { get: { call: http, with: { method: get, endpoint: "https://x.example/" } } } ]');
    expect(runDocument(body, {}, inTurn(failing(COMMUNICATION, 404, { title: 'Not Found' }))).output).toMatchObject({ after: { status: 404, title: 'Not Found', at: '/do/0/t/try/0/get' } });
    expect(runDocument(body, {}, inTurn({ kind: 'failed', error: 'States.Timeout' })).status).toBe('failed');
  });

  test('is warned of when nothing can reach it', () => {
    expect(findingsOf(guarded('{ errors: { with: { status: 404 } } }'))).toEqual(['UWF-2046 /do/0/t/catch']);
  });
});

describe('retry', () => {
  const policy = (more: string): string => `{ retry: { ${more} }, ${SHOW} }`;

  test("is ASL's own where ASL can do it", () => {
    const state = machineOf(guarded(`{ errors: { with: { status: 503 } }, retry: { delay: PT0.5S, backoff: { exponential: {} }, limit: { attempt: { count: 2, duration: PT3S } } } }`)).States['ask'];
    expect(state).toMatchObject({ Retry: [{ ErrorEquals: ['urn:uwf:error:BUSY#503'], IntervalSeconds: 0.5, BackoffRate: 2, MaxAttempts: 2 }], TimeoutSeconds: 3 });
    expect(state).not.toHaveProperty('Catch');
  });

  test.each([
    ['delay: PT1S, limit: { attempt: { count: 3 } }', 3000],
    ['delay: PT1S, backoff: { constant: {} }, limit: { attempt: { count: 3 } }', 3000],
    ['delay: PT1S, backoff: { exponential: {} }, limit: { attempt: { count: 3 } }', 7000],
    ['delay: PT1S, backoff: { linear: {} }, limit: { attempt: { count: 3 } }', 6000],
    ['limit: { attempt: { count: 3 } }', 0],
    ['delay: "${ $.pause }", limit: { attempt: { count: 3 } }', 6000],
    ['delay: PT1S, jitter: { from: PT1S, to: PT1S }, limit: { attempt: { count: 3 } }', 6000],
  ])('with %s tries again three times, then handles', (more, took) => {
    const run = runDocument(guarded(policy(more)), { n: 1, pause: 'PT2S' }, () => BUSY);
    expect(run.given).toHaveLength(4);
    expect(run.took).toBe(took);
    expect(run.output).toMatchObject({ after: { status: 503, input: { n: 1 } } });
  });

  test('stops when its time is over', () => {
    expect(runDocument(guarded(policy('delay: PT1S, limit: { duration: PT2.5S }')), { n: 1 }, () => BUSY).given).toHaveLength(4);
  });

  test('fails with the last error when it is used up and there is no handler', () => {
    for (const more of ['', 'when: "${ true }", ']) {
      const run = runDocument(guarded(`{ ${more}retry: { limit: { attempt: { count: 1 } } } }`), { n: 1 }, inTurn(BUSY, WRONG));
      expect(run).toMatchObject({ status: 'failed', failure: { error: 'urn:uwf:error:WRONG#422' } });
    }
  });

  test('decides by its own conditions', () => {
    const body = guarded('{ retry: { when: "${ $.status = 503 }", exceptWhen: "${ $error.title = \'Wrong\' }", limit: { attempt: { count: 5 } } } }');
    expect(runDocument(body, { n: 1 }, inTurn(BUSY, BUSY)).output).toEqual({ after: { n: 1 } });
    expect(runDocument(body, { n: 1 }, inTurn(BUSY, WRONG)).given).toHaveLength(2);
  });

  test('runs the whole body again from the input of the try', () => {
    const body = guarded('{ retry: { limit: { attempt: { count: 2 } } } }', '[ { one: { call: echo, with: { n: "${ $.n + 1 }" } } }, { two: { call: flaky, with: { n: "${ $.n }" } } } ]');
    const run = runDocument(body, { n: 1 }, (task, index) => (index === 1 ? BUSY : { kind: 'succeeded', output: task.arguments }));
    expect(run.given).toEqual([{ n: 2 }, { n: 2 }, { n: 2 }, { n: 2 }]);
    expect(run.output).toEqual({ after: { n: 2 } });
  });

  test('counts anew when the try is entered again', () => {
    const body = `do:
  - t: { try: [ { w: { wait: PT1S } }, { ask: { call: flaky, with: {} } } ], catch: { retry: { limit: { attempt: { count: 1 } } }, do: [ { c: { set: { caught: true } } } ] }, export: { as: { n: "\${ $exists($context.n) ? $context.n + 1 : 1 }" } } }
  - again: { switch: [ { yes: { when: "\${ $context.n < 2 }", then: t } } ] }`;
    expect(runDocument(body, {}, () => BUSY).given).toHaveLength(4);
  });

  test('takes a policy of use.retries', () => {
    const body = `use: { retries: { thrice: { limit: { attempt: { count: 3 } } } } }\n${guarded('{ retry: thrice }')}`;
    expect(runDocument(body, { n: 1 }, () => BUSY).given).toHaveLength(4);
  });
});
