import { expect, test } from 'vitest';
import { compileDefinition } from '#shared/core/compiler/compile.ts';
import { findingsOf, TARGET } from '../run-document.ts';

const GRPC = '{ call: grpc, with: { proto: { endpoint: "https://x.example/p" }, service: { name: a, host: b.example, authentication: { bearer: { token: "${ $secrets.api }" } } }, method: m, arguments: { n: "${ $.n }" } } }';

test('a target that says so gets the with of the task, secrets as references', () => {
  const text = `document: { dsl: 1.0.3, namespace: a, name: b, version: 1.0.0 }\nevaluate: { language: jsonata }\nuse: { secrets: [ api ] }\ndo: [ { g: ${GRPC} } ]`;
  const outcome = compileDefinition({ text, catalogue: [], target: { ...TARGET, capabilities: ['uwf:grpc'] } });
  expect(outcome.accepted && outcome.program.machine.States['g']).toMatchObject({
    Resource: 'uwf:grpc',
    Arguments: { method: 'm', arguments: { n: '{% $states.input.n %}' }, service: { authentication: { bearer: { token: { 'uwf:secret': 'api' } } } } },
  });
});

test('other targets refuse it by its name', () => {
  expect(findingsOf(`use: { secrets: [ api ] }\ndo: [ { g: ${GRPC} } ]`)).toEqual(['UWF-2027 /do/0/g/call']);
});
