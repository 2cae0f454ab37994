import { describe, expect, test } from 'vitest';
import { machineOf, runDocument } from '../run-document.ts';

const caught = (raised: string, filter: string, more = ''): string => `do:
  - t:
      try: [ { r: { raise: { error: ${raised} } } } ]
      catch: { ${filter} ${more} do: [ { c: { set: { status: "\${ $error.status }", at: "\${ $error.instance }", detail: "\${ $error.detail }" } } } ] }`;

const ODD = '{ type: "https://x.example/odd", status: 418, title: Teapot, detail: "${ \'short \' & $.what }" }';

describe('raise', () => {
  test('fails the execution with the error, and its own place as the instance', () => {
    const run = runDocument(`do: [ { r: { raise: { error: ${ODD} } } } ]`, { what: 'and stout' });
    expect(run.failure?.error).toBe('https://x.example/odd#418');
    expect(run.error).toEqual({ type: 'https://x.example/odd', status: 418, title: 'Teapot', detail: 'short and stout', instance: '/do/0/r' });
  });

  test('keeps what is absent absent and an instance that is given', () => {
    const run = runDocument('do: [ { r: { raise: { error: { type: "https://x.example/odd", status: 500, instance: /somewhere } } } } ]');
    expect(run.error).toEqual({ type: 'https://x.example/odd', status: 500, instance: '/somewhere' });
  });

  test.each([
    [{ d: 'only' }, { detail: 'only' }],
    [{ t: 'only', d: null }, { title: 'only' }],
    [{}, {}],
  ])('leaves title and detail out where %j gives null or nothing', (input, texts) => {
    const expected = { type: 'https://x.example/odd', status: 500, instance: '/do/0/r', ...texts };
    const raised = `{ type: "https://x.example/odd", status: 500, title: "\${ $.t }", detail: "\${ $.d }" }`;
    expect(runDocument(`do: [ { r: { raise: { error: ${raised} } } } ]`, input).error).toEqual(expected);
    const run = runDocument(`do: [ { t: { try: [ { r: { raise: { error: ${raised} } } } ], catch: { do: [ { c: { set: { e: "\${ $error }" } } } ] } } } ]`, input);
    expect(run.output).toEqual({ e: { ...expected, instance: '/do/0/t/try/0/r' } });
  });

  test('writes standard types in one form', () => {
    const run = runDocument('do: [ { r: { raise: { error: { type: "https://serverlessworkflow.io/spec/1.0.0/errors/validation", status: 400 } } } } ]');
    expect(run.failure?.error).toBe('https://open-workflow-specification.org/spec/1.0.0/errors/validation#400');
  });

  test('raises what use.errors declares', () => {
    const run = runDocument('use: { errors: { odd: { type: "https://x.example/odd", status: 418 } } }\ndo: [ { r: { raise: { error: odd } } } ]');
    expect(run.error).toMatchObject({ status: 418, instance: '/do/0/r' });
  });

  test.each([
    ['', true],
    ['errors: { with: { status: 418 } },', true],
    ['errors: { with: { type: "https://x.example/odd", title: Teapot } },', true],
    ['errors: { with: { instance: /do/0/t/try/0/r } },', true],
    ['when: "${ $.status = 418 }",', true],
    ['exceptWhen: "${ $error.title = \'Kettle\' }",', true],
    ['errors: { with: { status: 500 } },', false],
    ['errors: { with: { type: "https://x.example/even" } },', false],
    ['errors: { with: { title: Kettle } },', false],
    ['errors: { with: { detail: "something else" } },', false],
    ['errors: { with: { instance: /do/1/t } },', false],
    ['when: "${ $.status = 500 }",', false],
    ['exceptWhen: "${ $error.title = \'Teapot\' }",', false],
  ])('inside a try with the filter %j: caught is %j', (filter, isCaught) => {
    const run = runDocument(caught(ODD, filter), { what: 'it is' });
    if (isCaught) expect(run.output).toEqual({ status: 418, at: '/do/0/t/try/0/r', detail: 'short it is' });
    else expect(run).toMatchObject({ status: 'failed', error: { status: 418, detail: 'short it is' } });
  });

  test('goes straight to the handler when type and status decide', () => {
    expect(Object.keys(machineOf(caught(ODD, 'errors: { with: { status: 418 } },')).States)).toEqual(['r', 'c']);
  });

  test('retries the body of the try', () => {
    const body = `do:
  - t:
      try: [ { n: { set: { n: "\${ $context.n }" } } }, { count: { set: "\${ $ }", export: { as: { n: "\${ $exists($context.n) ? $context.n + 1 : 1 }" } } } }, { r: { raise: { error: ${ODD} } } } ]
      catch: { retry: { delay: PT1S, limit: { attempt: { count: 2 } } }, do: [ { c: { set: { tries: "\${ $context.n }" } } } ] }`;
    expect(runDocument(body.replace('{ n: { set: { n: "${ $context.n }" } } }, ', ''), { what: 'it is' })).toMatchObject({ output: { tries: 3 }, took: 2000 });
  });
});
