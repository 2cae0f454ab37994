import { describe, expect, test } from 'vitest';
import { compileDefinition } from '#shared/core/compiler/compile.ts';
import { findingsOf, programOf, runDocument, TARGET } from '../run-document.ts';

describe('run', () => {
  test('of a workflow hands on the transformed input unless there is one', () => {
    const body = (more: string): string => `do: [ { r: { input: { from: $.a }, run: { workflow: { namespace: n, name: w, version: 1.0.0${more} } } } } ]`;
    expect(runDocument(body(''), { a: { b: 1 } }).given).toEqual([{ namespace: 'n', name: 'w', version: '1.0.0', input: { b: 1 }, await: true }]);
    expect(runDocument(body(', input: { c: "${ $.b }" }'), { a: { b: 1 } }).given).toMatchObject([{ input: { c: 1 } }]);
  });

  test('without waiting gives on the input; a workflow of which nothing is wanted gives null', () => {
    expect(runDocument('do: [ { r: { run: { await: false, workflow: { namespace: n, name: w, version: 1.0.0 } } } } ]', { a: 1 }).output).toEqual({ a: 1 });
    expect(runDocument('do: [ { r: { run: { return: none, workflow: { namespace: n, name: w, version: 1.0.0 } } } } ]', { a: 1 }).output).toBeNull();
  });

  test('of a process describes it as the DSL does; commands and code are no expressions', () => {
    expect(runDocument('do: [ { r: { run: { shell: { command: "${HOME}/x", stdin: "${ $.a }", arguments: [ "${ $.a }" ] }, return: all } } } ]', { a: 1 }).given).toEqual([
      { process: { shell: { command: '${HOME}/x', stdin: 1, arguments: [1] } }, await: true, return: 'all' },
    ]);
    expect(runDocument('do: [ { r: { run: { script: { language: js, code: "`${ 1 }`", environment: { A: "${ $.a }" } } } } } ]', { a: 1 }).given).toMatchObject([{ process: { script: { language: 'js', code: '`${ 1 }`', environment: { A: 1 } } }, return: 'stdout' }]);
  });

  test.each([
    ['a command', 'shell: { command: "${ .cmd }" }', '/shell/command'],
    ['code', 'script: { language: js, code: "${ .code }" }', '/script/code'],
    ['a language', 'script: { language: "${ .language }", code: x }', '/script/language'],
    ['an image', 'container: { image: "${ .image }" }', '/container/image'],
    ['the command of a container', 'container: { image: alpine, command: "${ .cmd }" }', '/container/command'],
  ])('%s never comes from data', (_name, process, pointer) => {
    expect(findingsOf(`do: [ { r: { run: { ${process} } } } ]`)).toContain(`UWF-2035 /do/0/r/run${pointer}`);
  });

  test('scripts and shells run on-prem, whatever the zone of the target is', () => {
    expect(programOf('do: [ { r: { run: { shell: { command: ls } } } } ]').placement.tasks['r']).toMatchObject({ zone: 'on-prem' });
    expect(programOf('do: [ { r: { run: { workflow: { namespace: n, name: w, version: 1.0.0 } } } } ]').placement.tasks['r']).toMatchObject({ zone: 'private-cloud' });
    expect(findingsOf('do: [ { r: { run: { shell: { command: ls } }, metadata: { uwf: { zone: public-cloud } } } } ]')).toContain('UWF-3010 /do/0/r/metadata/uwf/zone');
  });

  test('containers keep their command and may have secrets in their environment', () => {
    const text = 'document: { dsl: 1.0.3, namespace: a, name: b, version: 1.0.0 }\nuse: { secrets: [ api ] }\ndo: [ { r: { run: { container: { image: alpine, name: "${ .name }", command: "echo ${X}", environment: { K: "${ $secrets.api.key }" } } } } } ]';
    const outcome = compileDefinition({ text, catalogue: [], target: { ...TARGET, capabilities: ['uwf:run-container'] } });
    expect(outcome.accepted && outcome.program.machine.States['r']).toMatchObject({
      Resource: 'uwf:run-container',
      Arguments: { process: { container: { image: 'alpine', name: expect.stringContaining('name'), command: 'echo ${X}', environment: { K: { 'uwf:secret': 'api', member: 'key' } } } } },
    });
    expect(outcome.accepted && outcome.program.target.capabilities).toEqual(['uwf:run-container']);
  });
});
