import { afterEach, describe, expect, test } from 'vitest';
import { defineHandler, type Handler, type HandlerContext } from '#onprem-runner/handlers/define-handler.ts';
import { createHttpTaskExecutor } from '#shared/adapters/http-task/index.ts';
import { createDefinitionAnnouncer } from '#shared/application/door/announce-definitions.ts';
import { runBodyOf } from '#shared/application/door/step-body.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { isSealed } from '#shared/core/tier/sealed.ts';
import type { WorkItem } from '#shared/core/work/message.ts';
import type { SealContext } from '#shared/ports/sealer.ts';
import { openBankStores } from '#tests/support/door/bank-side.ts';
import { openCloudSide } from '#tests/support/door/cloud-side.ts';
import { forger } from '#tests/support/door/parties.ts';
import { createRunnerBench, PRINCIPAL, runClaims, RUNNER_ID, TENANT, TOPICS, workItem, type RunnerBench } from '#tests/support/onprem/runner-bench.ts';

const SECRET = 'Aleksandra Petrova';

const DOCUMENT = `
document: { dsl: 1.0.3, namespace: tests, name: check, version: 1.0.0 }
evaluate: { language: jsonata }
input:
  schema:
    document:
      type: object
      additionalProperties: false
      properties:
        id: { type: string, x-tier: 3 }
        name: { type: string, maxLength: 100, x-tier: 1 }
        phone: { type: string, x-tier: 1 }
        aliases: { type: array, items: { type: string, x-tier: 1 } }
        card: { $ref: '#/$defs/card' }
      $defs:
        card:
          type: object
          additionalProperties: false
          properties:
            secret: { type: object, x-tier: 1, properties: { pan: { type: string, maxLength: 20 }, code: { type: string, x-transient: true } } }
do:
  - check:
      call: check:1.0.0@default
      with: { name: '\${ $workflow.input.name }', aliases: '\${ $workflow.input.aliases }', mode: strict }
  - second:
      call: second:1.0.0@default
      with: { score: '\${ $.score }', card: '\${ $workflow.input.card.secret }' }
`;

const OUTPUT: JsonObject = {
  type: 'object',
  additionalProperties: false,
  properties: {
    resolution: { type: 'string', enum: ['PASS', 'FAIL'] },
    score: { 'x-tier': 1 },
    otp: { type: 'string', 'x-transient': true },
  },
};

type Handle = (input: JsonValue, context: HandlerContext) => unknown;

function checkHandler(handle: Handle, more: Partial<Handler> = {}): Handler {
  return defineHandler<JsonValue, unknown>({
    name: 'check',
    version: '1.0.0',
    input: { type: 'object', additionalProperties: false, required: ['name', 'mode'], properties: { name: { type: 'string', minLength: 2 }, mode: { type: 'string' }, aliases: { type: 'array', items: { type: 'string' } } } },
    output: OUTPUT,
    errors: { CHECK_UNAVAILABLE: { status: 503, title: 'The check is not available', retryable: true } },
    declassify: [{ path: '/resolution', to: 2, purpose: 'branching', method: 'enum' }],
    effect: 'local',
    handle: (input, context) => handle(input, context),
    ...more,
  });
}

const SECOND: Handler = defineHandler<JsonValue, unknown>({ name: 'second', version: '1.0.0', input: {}, output: { type: 'integer' }, errors: {}, effect: 'local', handle: () => 1 });

const benches: RunnerBench[] = [];

afterEach(async () => {
  await Promise.all(benches.splice(0).map((bench) => bench.runner.stop()));
});

async function benchWith(handle: Handle, more: Parameters<typeof createRunnerBench>[1] & { readonly handler?: Partial<Handler> } = {}): Promise<RunnerBench> {
  const { handler, ...rest } = more;
  const bench = await createRunnerBench([checkHandler(handle, handler), SECOND], rest);
  benches.push(bench);
  bench.runner.start();
  return bench;
}

/** A work item for `check` with its name sealed. */
async function checkItem(bench: RunnerBench, more: Partial<WorkItem> = {}, name: JsonValue = SECRET): Promise<WorkItem> {
  const stored = await bench.register(DOCUMENT);
  return workItem(stored, 'check', { name: await bench.sealInput(stored, 'name', name), aliases: [await bench.sealInput(stored, 'aliases/items', 'Sasha')], mode: 'strict' }, more);
}

function failureOf(answer: { readonly outcome: string; readonly error?: string; readonly cause?: string }): readonly [string | undefined, string | undefined] {
  expect(answer.outcome).toBe('failed');
  return [answer.error, answer.cause];
}

describe('a work item', () => {
  test('reaches its handler in the clear, and its result leaves by the plan: declassified, sealed, or not at all', async () => {
    const seen: JsonValue[] = [];
    const bench = await benchWith((input) => {
      seen.push(input);
      return { resolution: 'PASS', score: { exact: 81, of: SECRET }, otp: '123456' };
    });
    const item = await checkItem(bench);
    const answer = await bench.ask(item);
    expect(seen).toEqual([{ name: SECRET, aliases: ['Sasha'], mode: 'strict' }]);
    expect(answer).toMatchObject({ attemptId: item.attemptId, executionId: 'run-1', outcome: 'done' });
    const output = answer.outcome === 'done' && isJsonObject(answer.output) ? answer.output : {};
    expect(Object.keys(output).sort()).toEqual(['resolution', 'score']);
    expect(output['resolution']).toBe('PASS');
    expect(await bench.unsealer.unseal({ sealed: String(output['score']) })).toMatchObject({
      value: { exact: 81, of: SECRET },
      header: { tid: TENANT, def: 'tests/check', ptr: '/do/0/check#/score', sub: RUNNER_ID, exe: 'run-1' },
    });
    expect(bench.log() + JSON.stringify(answer)).not.toMatch(/Aleksandra|123456/u);
    expect(bench.runner.counts()).toMatchObject({ accepted: 1, succeeded: 1, releases: [{ definition: 'tests.check@1.0.0', state: 'check', pointer: '/resolution', method: 'enum', purpose: 'branching', count: 1 }] });
  });

  test('tells the handler which attempt it is', async () => {
    const contexts: HandlerContext[] = [];
    const bench = await benchWith((_input, context) => {
      contexts.push(context);
      return { resolution: 'PASS' };
    });
    const item = await checkItem(bench, { retryCount: 2 });
    await bench.ask(item);
    expect(contexts).toMatchObject([{ attemptId: item.attemptId, executionId: 'run-1', attempt: 3 }]);
  });

  test('that comes twice is done once and answered again', async () => {
    let calls = 0;
    const bench = await benchWith(() => {
      calls += 1;
      return { resolution: 'PASS' };
    });
    const item = await checkItem(bench);
    const first = await bench.ask(item);
    expect(await bench.ask(item, { att: 2 })).toEqual(first);
    expect(calls).toBe(1);
  });

  test('takes the sealed result of an earlier task of the same run', async () => {
    const bench = await benchWith(() => ({ resolution: 'PASS', score: 81 }));
    const item = await checkItem(bench);
    const first = await bench.ask(item);
    const score = first.outcome === 'done' && isJsonObject(first.output) ? first.output['score'] : undefined;
    const stored = await bench.register(DOCUMENT);
    const second = await bench.ask(workItem(stored, 'second', { score: score ?? null, card: null }));
    expect(second.outcome).toBe('done');
    expect(failureOf(await bench.ask(workItem(stored, 'second', { score: score ?? null, card: null }, { executionId: 'run-2' })))).toEqual([
      'Uwf.InvalidSealedInput',
      "the argument at '/score' is sealed for another tenant, definition, caller or execution",
    ]);
  });
});

describe('a sealed value that does not belong where it stands is refused: ', () => {
  const INPUT: SealContext = { tid: TENANT, def: 'tests/check', ptr: '/input/schema/document/properties/name', sub: PRINCIPAL };

  async function answerFor(context: SealContext | undefined, args: (sealed: string) => JsonValue = (name) => ({ name, aliases: [], mode: 'strict' }), value: JsonValue = SECRET) {
    let calls = 0;
    const bench = await benchWith(() => {
      calls += 1;
      return { resolution: 'PASS' };
    });
    const stored = await bench.register(DOCUMENT);
    const sealed = context === undefined ? 'uwf-sealed:1:broken' : await bench.sealer.seal({ value, context });
    const [error, cause] = failureOf(await bench.ask(workItem(stored, 'check', args(sealed))));
    expect(error).toBe('Uwf.InvalidSealedInput');
    expect(calls).toBe(0);
    expect(bench.log() + cause).not.toContain(SECRET);
    return cause;
  }

  test.each<[string, Partial<SealContext>]>([
    ['for another tenant', { tid: 'other-bank' }],
    ['for another definition', { def: 'tests/other' }],
    ['by another caller', { sub: 'partner-2' }],
    ['as a result', { exe: 'run-1' }],
    ['as a result of the runner, for an input field', { exe: 'run-1', sub: RUNNER_ID }],
    ['by the runner, as an input', { sub: RUNNER_ID }],
    ['as an input, for the result of a task', { ptr: '/do/0/check#/score' }],
  ])('sealed %s', async (_what, change) => {
    expect(await answerFor({ ...INPUT, ...change })).toBe("the argument at '/name' is sealed for another tenant, definition, caller or execution");
  });

  test('for another field', async () => {
    expect(await answerFor({ ...INPUT, ptr: '/input/schema/document/properties/phone' })).toBe("the argument at '/name' is sealed for another place");
  });

  test('one of an allowed origin at a place that allows none', async () => {
    expect(await answerFor(INPUT, (sealed) => ({ name: 'plain', aliases: [sealed], mode: 'strict' }))).toBe("the argument at '/aliases/0' is sealed for another place");
  });

  test('that does not open', async () => {
    expect(await answerFor(undefined)).toBe("the argument at '/name' is sealed in a way that does not open");
  });

  test('whose plain value breaks the input schema', async () => {
    expect(await answerFor(INPUT, undefined, `${SECRET} ${'x'.repeat(100)}`)).toBe("the argument at '/name' breaks the input schema once it is open");
    expect(await answerFor(INPUT, undefined, { name: SECRET })).toContain('breaks the input schema');
  });

  test('which holds what may not be at rest, sealed or not', async () => {
    const bench = await benchWith(() => ({ resolution: 'PASS' }));
    const stored = await bench.register(DOCUMENT);
    const ask = async (value: JsonValue) => bench.ask(workItem(stored, 'second', { score: null, card: await bench.sealInput(stored, 'card/properties/secret', value) }));
    expect((await ask({ pan: '4111' })).outcome).toBe('done');
    expect(failureOf(await ask({ pan: '4111', code: SECRET }))).toEqual(['Uwf.InvalidSealedInput', "the argument at '/card' holds what is transient once it is open"]);
    expect(failureOf(await ask({ pan: SECRET.repeat(2) }))[1]).toContain('breaks the input schema');
    expect(bench.log()).not.toContain(SECRET);
  });

  test('beside arguments that the program did not make', async () => {
    expect(await answerFor(INPUT, (name) => ({ name, aliases: [], mode: 'lenient' }))).toBe("the argument at '' is not what the program gives its task");
    expect(await answerFor(INPUT, (name) => ({ name, aliases: [], mode: 'strict', more: 1 }))).toContain('not what the program gives');
  });

  test('among too many', async () => {
    expect(await answerFor(undefined, (sealed) => ({ name: 'x', aliases: Array.from({ length: 257 }, () => sealed), mode: 'strict' }))).toBe("the argument at '' holds too many sealed values");
  });

  test.each<[string, Partial<WorkItem>]>([
    ['resource', { resource: 'uwf:http' }],
    ['state', { state: 'second' }],
    ['unknown state', { state: 'constructor' }],
    ['definition', { definition: { namespace: 'tests', name: 'check', version: '2.0.0' } }],
  ])('in a work item with another %s than the program', async (_what, change) => {
    let calls = 0;
    const bench = await benchWith(() => (calls += 1));
    const item = await checkItem(bench, change);
    expect(await bench.ask(item)).toMatchObject({ outcome: 'refused', why: 'not-allowed' });
    expect(await bench.ask(item, { att: 2 })).toMatchObject({ outcome: 'failed', error: 'Uwf.NotAllowed' });
    expect(calls).toBe(0);
  });
});

describe('a handler', () => {
  test('that fails with a code of its catalogue gives its error object, made from the catalogue alone', async () => {
    const bench = await benchWith((_input, { fail }) => fail('CHECK_UNAVAILABLE'));
    const [error, cause] = failureOf(await bench.ask(await checkItem(bench)));
    expect(error).toBe('urn:uwf:error:CHECK_UNAVAILABLE#503');
    expect(JSON.parse(cause ?? '')).toEqual({ type: 'urn:uwf:error:CHECK_UNAVAILABLE', status: 503, title: 'The check is not available' });
  });

  test.each<[string, Handle]>([
    ['throws', (input) => { throw new TypeError(JSON.stringify(input)); }],
    ['throws something else', (input) => { throw input; }],
    ['rejects', async (input) => Promise.reject(new Error(JSON.stringify(input)))],
    ['fails with a code that it has not declared', (_input, { fail }) => fail('OTHER')],
    ['fails with an inherited name', (_input, { fail }) => fail('constructor')],
  ])('that %s gives nothing of what it says', async (_what, handle) => {
    const bench = await benchWith(handle);
    const answer = await bench.ask(await checkItem(bench));
    expect(failureOf(answer)).toEqual(['Uwf.HandlerFailed', 'the function failed with something outside of its catalogue of errors']);
    expect(bench.log()).not.toContain(SECRET);
  });

  test.each<[string, unknown]>([['undefined', undefined], ['a function', () => 1], ['a big integer', 1n]])('that gives %s has failed', async (_what, result) => {
    const bench = await benchWith(() => result);
    expect(failureOf(await bench.ask(await checkItem(bench)))).toEqual(['Uwf.HandlerFailed', 'the result of the function is not JSON']);
  });

  test('does not see an argument that breaks its input schema', async () => {
    const bench = await benchWith(() => ({ resolution: 'PASS' }));
    expect(failureOf(await bench.ask(await checkItem(bench, {}, 'x')))).toEqual(['Uwf.InvalidArguments', "the argument breaks the function's input schema at '/name' (minLength)"]);
  });

  test('that takes too long is given up, and told so', async () => {
    let signal: AbortSignal | undefined;
    const handle: Handle = (_input, context) => {
      signal = context.signal;
      return new Promise(() => undefined);
    };
    const bench = await benchWith(handle, { handler: { timeoutSeconds: 0.05 } });
    expect(failureOf(await bench.ask(await checkItem(bench)))).toEqual(['States.Timeout', 'the function took too long']);
    expect(signal?.aborted).toBe(true);
    const patient = await benchWith(handle);
    expect(failureOf(await patient.ask(await checkItem(patient, { deadline: Date.now() + 60 })))[0]).toBe('States.Timeout');
  });

  test('is not started when nobody waits any more', async () => {
    let calls = 0;
    const bench = await benchWith(() => (calls += 1));
    expect(failureOf(await bench.ask(await checkItem(bench, { deadline: Date.now() - 1 })))[0]).toBe('States.Timeout');
    expect(calls).toBe(0);
  });

  test('that this runner does not have is an unknown function', async () => {
    const bench = await createRunnerBench([checkHandler(() => 1), SECOND], { handlers: { find: () => undefined } });
    benches.push(bench);
    bench.runner.start();
    expect(failureOf(await bench.ask(await checkItem(bench)))).toEqual(['Uwf.UnknownFunction', 'this runner has no such function']);
  });
});

describe('a result', () => {
  test.each<[string, JsonValue, string]>([
    ['with a member that the schema does not have', { resolution: 'PASS', [SECRET]: 1 }, "the result at '' breaks its schema (additionalProperties)"],
    ['that breaks the bound of a declassification', { resolution: SECRET }, "the result at '/resolution' breaks its schema (enum)"],
    ['of another type', [SECRET], "the result at '' breaks its schema (type)"],
    ['too large to be sealed', { score: 'x'.repeat(17_000) }, "the result at '/score' is too large to be sealed"],
  ])('%s stays', async (_what, result, cause) => {
    const bench = await benchWith(() => result);
    const answer = await bench.ask(await checkItem(bench));
    expect(failureOf(answer)).toEqual(['Uwf.EgressBlocked', cause]);
    expect(bench.log()).not.toContain(SECRET);
    expect(bench.runner.counts()).toMatchObject({ failed: { 'Uwf.EgressBlocked': 1 }, releases: [] });
  });

  test('is sealed as a whole where its schema is not an open object', async () => {
    const bench = await benchWith(() => ({}));
    const stored = await bench.register(DOCUMENT);
    const answer = await bench.ask(workItem(stored, 'second', { score: null, card: null }));
    expect(answer.outcome === 'done' && isSealed(answer.output)).toBe(true);
  });

  test('without a plan stays, unless the target is inside the bank', async () => {
    const bench = await benchWith(() => ({ resolution: 'PASS', score: 81, otp: '1' }));
    const stored = await bench.register(DOCUMENT);
    const { release: _release, ...placement } = stored.program.placement.tasks['check'] ?? { zone: 'on-prem', pointer: '', priority: 'normal', argumentOrigins: {} };
    const identity = { ...stored.identity, version: '1.0.1' };
    const unplanned = await bench.release({ ...stored.program, identity, placement: { ...stored.program.placement, tasks: { check: placement } } });
    await bench.stores.definitions.put({ stored: unplanned });
    const args = { name: 'plain', aliases: [], mode: 'strict' };
    expect(failureOf(await bench.ask(workItem(unplanned, 'check', args)))).toEqual(['Uwf.EgressBlocked', "the result at '' has no release plan"]);
    const inside = await bench.register(DOCUMENT.replace('1.0.0 }', '1.0.2 }'), { target: { name: 'bank', runtime: 'engine', zone: 'on-prem' } });
    expect(await bench.ask(workItem(inside, 'check', args))).toMatchObject({ outcome: 'done', output: { resolution: 'PASS', score: 81 } });
  });
});

describe('a template that is evaluated inside the bank', () => {
  const EVALUATE = `
document: { dsl: 1.0.3, namespace: tests, name: evaluate, version: 1.0.0 }
evaluate: { language: jsonata }
input:
  schema:
    document:
      type: object
      additionalProperties: false
      properties:
        name: { type: string, x-tier: 1 }
        kind: { type: string, x-tier: 2 }
do:
  - prepare:
      set:
        greeting: '\${ "Dear " & $uppercase($workflow.input.name) }'
        kind: '\${ $workflow.input.kind }'
        constant: 7
`;

  test('sees what was sent, opened, and its parts leave as what they were made from', async () => {
    const bench = await createRunnerBench([]);
    benches.push(bench);
    bench.runner.start();
    const stored = await bench.register(EVALUATE);
    const [state = ''] = Object.keys(stored.program.placement.tasks);
    const task = stored.program.machine.States[state];
    expect(task).toMatchObject({ Type: 'Task', Resource: 'uwf:evaluate' });
    const template = task?.Type === 'Task' && isJsonObject(task.Arguments) ? (task.Arguments['template'] ?? null) : null;
    const states = { context: { Execution: { Input: { name: await bench.sealInput(stored, 'name', SECRET), kind: 'private' } } } };
    const answer = await bench.ask(workItem(stored, state, { template, states, variables: {} }));
    expect(answer).toMatchObject({ outcome: 'done', output: { kind: 'private', constant: 7 } });
    const greeting = answer.outcome === 'done' && isJsonObject(answer.output) ? String(answer.output['greeting']) : '';
    expect((await bench.unsealer.unseal({ sealed: greeting })).value).toBe('Dear ALEKSANDRA PETROVA');
    const tampered = { template: { ...(isJsonObject(template) ? template : {}), kind: { 'uwf:expression': '$states.context.Execution.Input.name' } }, states, variables: {} };
    expect(failureOf(await bench.ask(workItem(stored, state, tampered)))).toEqual(['Uwf.InvalidSealedInput', "the argument at '' is not what the program gives its task"]);
    const broken = { template, states: { context: { Execution: { Input: { name: await bench.sealInput(stored, 'name', SECRET) } } } }, variables: {} };
    const [error, cause] = failureOf(await bench.ask(workItem(stored, state, broken)));
    expect(error).toBe('States.QueryEvaluationError');
    expect(cause).not.toContain(SECRET);
  });
});

describe('an HTTP call from inside the bank', () => {
  const CALL = `
document: { dsl: 1.0.3, namespace: tests, name: call, version: 1.0.0 }
evaluate: { language: jsonata }
input:
  schema:
    document: { type: object, additionalProperties: false, properties: { phone: { type: string, x-tier: 1 } } }
do:
  - notify:
      call: http
      with:
        method: post
        endpoint: https://sms.bank.example/messages
        body: { to: '\${ $workflow.input.phone }', text: hello }
      metadata: { uwf: { zone: on-prem } }
`;

  test('sends what was sealed in the clear, to a listed host, and its answer leaves sealed', async () => {
    const sent: string[] = [];
    const send: typeof fetch = async (url, init) => {
      sent.push(`${String(url)} ${String(init?.body)}`);
      return new Response(JSON.stringify({ delivered: '+77010000001' }), { headers: { 'content-type': 'application/json' } });
    };
    const bench = await createRunnerBench([], { http: createHttpTaskExecutor({ egressHosts: ['sms.bank.example'], errorDetail: 'none', fetch: send }) });
    benches.push(bench);
    bench.runner.start();
    const stored = await bench.register(CALL);
    const task = stored.program.machine.States['notify'];
    const template = task?.Type === 'Task' && isJsonObject(task.Arguments) ? task.Arguments : {};
    const body = { to: await bench.sealInput(stored, 'phone', '+77010000001'), text: 'hello' };
    const answer = await bench.ask(workItem(stored, 'notify', { ...template, body }));
    expect(sent).toEqual(['https://sms.bank.example/messages {"to":"+77010000001","text":"hello"}']);
    const output = answer.outcome === 'done' ? String(answer.output) : '';
    expect((await bench.unsealer.unseal({ sealed: output })).value).toEqual({ delivered: '+77010000001' });
    const elsewhere = await bench.ask(workItem(stored, 'notify', { ...template, endpoint: 'https://elsewhere.example/', body }));
    expect(failureOf(elsewhere)[0]).toBe('Uwf.InvalidSealedInput');
    expect(sent).toHaveLength(1);
  });
});

/** A runner that was stopped while a handler that never ends was at work. */
async function stoppedInTheMiddle(handler: Partial<Handler> = {}): Promise<{ readonly bench: RunnerBench; readonly item: WorkItem }> {
  let hasBegun = false;
  const handle: Handle = () => {
    hasBegun = true;
    return new Promise(() => undefined);
  };
  const bench = await benchWith(handle, { options: { drainMs: 30, leaseMs: 50 }, handler });
  const item = await checkItem(bench);
  await bench.send(item);
  await expect.poll(() => hasBegun).toBe(true);
  await bench.runner.stop();
  return { bench, item };
}

/** Another process of the same site. */
async function nextProcess(bench: RunnerBench, handle: Handle, handler: Partial<Handler> = {}): Promise<RunnerBench> {
  return benchWith(handle, { stores: bench.stores, options: { worker: 'next' }, handler });
}

const PASSES: Handle = () => ({ resolution: 'PASS' });

describe('the runner', () => {
  test('moves what it cannot believe or read to the dead letters, each by its code, and goes on', async () => {
    const bench = await benchWith(PASSES);
    const item = await checkItem(bench);
    const claims = runClaims(item);
    await bench.post({ claims, body: { ...runBodyOf(item), retryCount: -1 } });
    await bench.post({ claims: { ...runClaims(item), key: Buffer.alloc(32).toString('base64url') }, body: runBodyOf(item) });
    await bench.post({ claims: runClaims(item), body: runBodyOf(item), key: 'run-2' });
    await bench.post({ claims: runClaims(item), body: runBodyOf(item), writer: forger() });
    await bench.post({ claims: { ...runClaims(item), tid: 'other-bank' }, body: runBodyOf(item) });
    expect((await bench.ask(item)).outcome).toBe('done');
    expect(bench.stores.letters.map(({ reject }) => reject).sort()).toEqual(['audience', 'malformed', 'malformed', 'record-key', 'signature']);
    expect(bench.runner.counts()).toMatchObject({ accepted: 1, rejected: { malformed: 2, 'record-key': 1, signature: 1, audience: 1 } });
    expect(JSON.stringify(bench.stores.letters) + bench.log()).not.toContain(SECRET);
  });

  test('does not start what was cancelled before it came, and says so whenever it is asked', async () => {
    let calls = 0;
    const bench = await benchWith(() => (calls += 1));
    const item = await checkItem(bench);
    await bench.cancel(item, { att: 0 });
    expect(await bench.answer()).toMatchObject({ attemptId: item.attemptId, outcome: 'cancelled' });
    expect(await bench.ask(item)).toMatchObject({ attemptId: item.attemptId, outcome: 'cancelled' });
    expect(calls).toBe(0);
  });

  test('refuses what it does not know yet, and does it when it is sent again after the definition has come', async () => {
    const bench = await benchWith(PASSES);
    const stored = await bench.register(DOCUMENT, { isUnknown: true });
    const item = workItem(stored, 'check', { name: 'plain', aliases: [], mode: 'strict' });
    const refusal = { attemptId: item.attemptId, outcome: 'refused', why: 'unknown-definition' };
    expect(await bench.ask(item)).toMatchObject(refusal);
    expect(await bench.ask(item, { att: 2 })).toMatchObject(refusal);
    await bench.stores.definitions.put({ stored });
    expect(await bench.ask(item, { att: 3 })).toMatchObject({ attemptId: item.attemptId, outcome: 'done' });
  });

  test('does only what its site allows', async () => {
    const bench = await benchWith(PASSES, { options: { isAllowed: (resource) => resource !== 'uwf:function:check:1.0.0' } });
    expect(await bench.ask(await checkItem(bench))).toMatchObject({ outcome: 'refused', why: 'not-allowed' });
    const stored = await bench.register(DOCUMENT);
    expect((await bench.ask(workItem(stored, 'second', { score: null, card: null }))).outcome).toBe('done');
  });

  test('performs no more attempts at the same time than it may', async () => {
    let running = 0;
    let most = 0;
    const bench = await benchWith(
      async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 100));
        running -= 1;
        return { resolution: 'PASS' };
      },
      { options: { limits: { total: 8, handlers: { check: 3 } } } },
    );
    const items = await Promise.all(Array.from({ length: 9 }, (_, index) => checkItem(bench, { executionId: `run-${index}` })));
    for (const item of items) await bench.send(item);
    for (let index = 0; index < 9; index += 1) expect((await bench.answer()).outcome).toBe('done');
    expect(most).toBe(3);
    expect(bench.runner.pool()).toMatchObject({ running: 0, limits: { total: 8 } });
  });

  test('keeps its hold while a handler works for longer than the lease', async () => {
    let calls = 0;
    const bench = await benchWith(
      async () => {
        calls += 1;
        await new Promise((resolve) => setTimeout(resolve, 200));
        return { resolution: 'PASS' };
      },
      { options: { leaseMs: 60 } },
    );
    expect((await bench.ask(await checkItem(bench))).outcome).toBe('done');
    expect(calls).toBe(1);
  });

  test('tells the cloud that it is there, how much it takes, and what it works on', async () => {
    const bench = await benchWith(() => new Promise((resolve) => setTimeout(() => resolve({ resolution: 'PASS' }), 100)), { options: { beatMs: 20, creditMs: 20, keys: [Buffer.alloc(32).toString('base64url')] } });
    expect((await bench.ask(await checkItem(bench))).outcome).toBe('done');
    const typesOn = async (topic: string): Promise<ReadonlySet<unknown>> => {
      const records = await Promise.all((await bench.stores.log.bounds({ topic })).map(({ partition }) => bench.stores.log.read({ topic, partition, from: 'beginning', max: 1_000 })));
      return new Set(records.flat().map(({ value }) => JSON.parse(Buffer.from(value.split('.')[1] ?? '', 'base64url').toString('utf8')).typ));
    };
    expect(await typesOn(TOPICS.control)).toEqual(new Set(['hello', 'credit']));
    expect(await typesOn(TOPICS.results)).toEqual(new Set(['beat', 'result']));
  });

  test('says no more because it is woken: what it says would wake it again', async () => {
    const bench = await benchWith(() => ({ resolution: 'PASS' }), { options: { creditMs: 60_000, beatMs: 60_000 } });
    const said = async (): Promise<number> => (await bench.stores.log.bounds({ topic: TOPICS.control })).reduce((sum, { end }) => sum + end, 0);
    await expect.poll(said).toBe(2);
    for (let turn = 0; turn < 10; turn += 1) {
      bench.runner.wake();
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(await said()).toBe(2);
  });

  test('drains: a running attempt ends and is answered, nothing new is taken', async () => {
    let hasBegun = false;
    const bench = await benchWith(async () => {
      hasBegun = true;
      await new Promise((resolve) => setTimeout(resolve, 60));
      return { resolution: 'PASS' };
    });
    const item = await checkItem(bench);
    await bench.send(item);
    await expect.poll(() => hasBegun).toBe(true);
    await bench.runner.stop();
    await bench.send(await checkItem(bench));
    expect((await bench.answer()).attemptId).toBe(item.attemptId);
    expect(bench.stores.inbox.rows().map(({ row }) => [row.stp, row.state])).toEqual([[item.attemptId, 'done']]);
  });

  test('gives up what does not end in its drain time, without an answer, so that another runner takes it', async () => {
    const { bench, item } = await stoppedInTheMiddle();
    expect(await bench.heard()).toEqual([]);
    const next = await nextProcess(bench, PASSES);
    expect(await next.answer()).toMatchObject({ attemptId: item.attemptId, outcome: 'done' });
  });

  test('never starts an opaque effect again that may have begun', async () => {
    const { bench, item } = await stoppedInTheMiddle({ effect: 'opaque' });
    let calls = 0;
    const next = await nextProcess(bench, () => (calls += 1), { effect: 'opaque' });
    expect(await next.answer()).toMatchObject({ attemptId: item.attemptId, outcome: 'in_doubt' });
    expect(calls).toBe(0);
  });

  test('takes definitions in, and goes on when that fails', async () => {
    const stores = await openBankStores();
    let puts = 0;
    const definitions: typeof stores.definitions = {
      ...stores.definitions,
      put: async (request) => {
        puts += 1;
        if (puts === 1) throw new TypeError(SECRET);
        return stores.definitions.put(request);
      },
    };
    const bench = await benchWith(PASSES, { stores, definitions });
    const stored = await bench.register(DOCUMENT, { isUnknown: true });
    const { clock, ids, logger } = bench.ports;
    const cloud = openCloudSide({ log: stores.log, clock, ids, logger, completion: { complete: async () => 'told', fail: async () => 'told', heartbeat: async () => 'told' } });
    await createDefinitionAnnouncer(cloud.ports, cloud.settings).announce({ stored });
    await expect.poll(() => stores.definitions.findByRevision({ revision: stored.revision }), { timeout: 5_000 }).toMatchObject({ revision: stored.revision, pinned: stored.pinned });
    expect((await bench.ask(await checkItem(bench))).outcome).toBe('done');
    expect(puts).toBe(2);
    expect(bench.log()).toContain('"loop":"definitions","code":"fault"');
    expect(bench.log()).not.toContain(SECRET);
  });
});
