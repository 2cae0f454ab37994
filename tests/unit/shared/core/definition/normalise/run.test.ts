import { expect, test } from 'vitest';
import { readTask } from '#shared/core/definition/normalise/task.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { codesOf, newReading } from './readings.ts';

function read(run: JsonValue, reading = newReading()) {
  return readTask(reading, { name: 't', value: { run }, pointer: '/t' });
}

test('run waits for the process and puts out what it writes, unless it says otherwise', () => {
  expect(read({ shell: { command: 'x' } })).toMatchObject({ kind: 'run', await: true, return: 'stdout' });
  expect(read({ shell: { command: 'x' }, await: false, return: 'all' })).toMatchObject({ await: false, return: 'all' });
});

test('a workflow is named, and gets an input or none', () => {
  const workflow = { namespace: 'n', name: 'w', version: 'latest' };
  expect(read({ workflow })).toEqual(expect.objectContaining({ process: { kind: 'workflow', pointer: '/t/run/workflow', ...workflow } }));
  expect(read({ workflow: { ...workflow, input: { a: '${ .a }' } } })).toMatchObject({ process: { input: { pointer: '/t/run/workflow/input', value: { a: '${ .a }' } } } });
});

test('a script has code or a source, and what it gets', () => {
  const at = '/t/run/script';
  expect(read({ script: { language: 'js', code: 'echo ${X}', stdin: '${ . }', arguments: ['a'], environment: { b: 'c' } } })).toMatchObject({
    process: {
      kind: 'script',
      pointer: at,
      language: 'js',
      code: 'echo ${X}',
      parameters: { stdin: { pointer: `${at}/stdin`, value: '${ . }' }, arguments: { pointer: `${at}/arguments`, value: ['a'] }, environment: { pointer: `${at}/environment`, value: { b: 'c' } } },
    },
  });
  expect(read({ script: { language: 'python', source: { endpoint: { uri: 'https://x/s.py' } } } })).toEqual(
    expect.objectContaining({ process: { kind: 'script', pointer: at, language: 'python', source: { pointer: `${at}/source`, uri: 'https://x/s.py' }, parameters: {} } }),
  );
});

test('a shell command and a container are kept as they are', () => {
  expect(read({ shell: { command: 'echo ${HOME}', arguments: ['a'] } })).toMatchObject({ process: { kind: 'shell', pointer: '/t/run/shell', command: 'echo ${HOME}', parameters: { arguments: { value: ['a'] } } } });
  const container = { image: 'i', command: 'c', lifetime: { cleanup: 'always' } };
  expect(read({ container })).toMatchObject({ process: { kind: 'container', pointer: '/t/run/container', container: { pointer: '/t/run/container', value: container } } });
});

test('a source whose address is not static is refused', () => {
  const reading = newReading();
  expect(read({ script: { language: 'js', source: { endpoint: '${ .uri }' } } }, reading)).toBeUndefined();
  expect(codesOf(reading)).toEqual([['UWF-1074', '/t/run/script/source/endpoint']]);
});

test.each<JsonValue>([{}, { workflow: { name: 'w' } }, { script: { language: 'js' } }, { script: { code: 'x' } }, { shell: {} }, { shell: 'x' }, 1])('%j is left out without a finding of its own', (run) => {
  const reading = newReading();
  expect(read(run, reading)).toBeUndefined();
  expect(reading.findings).toEqual([]);
});
