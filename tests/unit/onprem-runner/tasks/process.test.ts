import { afterEach, describe, expect, test } from 'vitest';
import { createHttpTaskExecutor } from '#shared/adapters/http-task/index.ts';
import { createMemorySecretStore } from '#shared/adapters/memory/index.ts';
import { createProcessTaskExecutor } from '#shared/adapters/process-task/index.ts';
import { createSecretResolver } from '#shared/application/resolve-secrets.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { createRunnerBench, workItem, type Answer, type RunnerBench } from '#tests/support/onprem/runner-bench.ts';

const HEADER = `document: { dsl: 1.0.0, namespace: tests, name: helpers, version: 1.0.0 }
evaluate: { language: jsonata }
use: { secrets: [login, word] }
`;
const SCRIPT = `${HEADER}do:
  - work:
      run:
        script:
          language: js
          stdin: hello
          environment: { WORD: "\${ $secrets.word }" }
          code: |
            import { readFileSync } from 'node:fs';
            process.stdout.write(readFileSync(0, 'utf8') + ' ' + process.env.WORD.length);
`;
const SHELL = `${HEADER}do:
  - work: { run: { shell: { command: "echo 'a  b'", arguments: [c] }, return: all } }
`;
const CALL = `${HEADER}do:
  - work:
      call: http
      with: { method: get, endpoint: { uri: 'https://core.bank.example/', authentication: { basic: { use: login } } } }
      metadata: { uwf: { zone: on-prem } }
`;

let bench: RunnerBench;
afterEach(() => bench.runner.stop());

async function open(): Promise<readonly string[]> {
  const sent: string[] = [];
  const send: typeof fetch = async (_url, init) => {
    sent.push(new Headers(init?.headers).get('authorization') ?? '');
    return Response.json({ ok: true });
  };
  const store = createMemorySecretStore({ login: { username: 'u', password: 'canary-login' }, word: 'canary-word' });
  const secrets = createSecretResolver({ secrets: store, logger: { info: () => undefined, warn: () => undefined, error: () => undefined } });
  bench = await createRunnerBench([], {
    http: createHttpTaskExecutor({ egressHosts: ['core.bank.example'], errorDetail: 'none', fetch: send, secrets }),
    processes: createProcessTaskExecutor({ policy: { scripts: ['js'], shell: { commands: ['echo'] } }, secrets }),
  });
  bench.runner.start();
  return sent;
}

/** Asks the runner for the task of a document, with the arguments that its program gives it. */
async function ask(text: string, change: (given: JsonObject) => JsonValue = (given) => given): Promise<Answer> {
  const stored = await bench.register(text);
  const state = stored.program.machine.States['work'];
  const given = state?.Type === 'Task' && isJsonObject(state.Arguments) ? state.Arguments : {};
  expect(JSON.stringify(stored.program)).not.toContain('canary');
  return bench.ask(workItem(stored, 'work', change(given)));
}

async function opened(answer: Answer): Promise<JsonValue> {
  expect(answer).toMatchObject({ outcome: 'done' });
  return answer.outcome === 'done' ? (await bench.unsealer.unseal({ sealed: String(answer.output) })).value : null;
}

describe('a runner with secrets and processes', () => {
  test('runs a script with its secret, and seals what it says', async () => {
    await open();
    const answer = await ask(SCRIPT);
    expect(await opened(answer)).toBe('hello 11');
    expect(bench.log()).not.toContain('canary');
  });

  test('runs a listed command', async () => {
    await open();
    expect(await opened(await ask(SHELL))).toEqual({ code: 0, stdout: 'a  b c\n', stderr: '' });
  });

  test('takes no other script than that of its own program', async () => {
    await open();
    const changed = (given: JsonObject): JsonValue => JSON.parse(JSON.stringify(given).replace('process.stdout', 'process.stderr'));
    expect(await ask(SCRIPT, changed)).toMatchObject({ outcome: 'failed', error: 'Uwf.InvalidSealedInput' });
  });

  test('calls with a secret that only it knows, and takes no other secret for it', async () => {
    const sent = await open();
    expect(await opened(await ask(CALL))).toEqual({ ok: true });
    expect(sent).toEqual([`Basic ${Buffer.from('u:canary-login').toString('base64')}`]);
    const other = (given: JsonObject): JsonValue => ({ ...given, authentication: { basic: { 'uwf:secret': 'word' } } });
    expect(await ask(CALL, other)).toMatchObject({ outcome: 'failed', error: 'Uwf.InvalidSealedInput' });
    expect(sent.length).toBe(1);
    expect(bench.log()).not.toContain('canary');
  });
});
