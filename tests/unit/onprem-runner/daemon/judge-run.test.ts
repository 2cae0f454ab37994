import { beforeAll, describe, expect, test } from 'vitest';
import { judgeRun, type JudgePorts } from '#onprem-runner/daemon/judge-run.ts';
import { createPrograms } from '#onprem-runner/daemon/programs.ts';
import { defineHandler, type Handler, type HandlerEffect } from '#onprem-runner/handlers/define-handler.ts';
import { createHandlerRegistry } from '#onprem-runner/handlers/registry.ts';
import { nodeDigest, systemClock } from '#shared/adapters/node/index.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { EffectKind } from '#shared/core/protocol/message.ts';
import type { WorkItem } from '#shared/core/work/message.ts';
import { createRunnerBench, runClaims, workItem, type RunnerBench } from '#tests/support/onprem/runner-bench.ts';

const DOCUMENT = `
document: { dsl: 1.0.3, namespace: tests, name: judged, version: 1.0.0 }
evaluate: { language: jsonata }
do:
  - check: { call: 'check:1.0.0', with: { n: 1 } }
  - notify: { call: http, with: { method: get, endpoint: 'https://core.bank.example/' }, metadata: { uwf: { zone: on-prem } } }
  - post: { call: http, with: { method: post, endpoint: 'https://core.bank.example/' }, metadata: { uwf: { zone: on-prem } } }
  - postOnce: { call: http, with: { method: post, endpoint: 'https://core.bank.example/', headers: { Idempotency-Key: order-7 } }, metadata: { uwf: { zone: on-prem } } }
  - shell: { run: { shell: { command: 'true' } }, metadata: { uwf: { zone: on-prem } } }
  - script: { run: { script: { language: javascript, code: 'return 1' } }, metadata: { uwf: { zone: on-prem } } }
  - tell: { call: http, with: { method: get, endpoint: 'https://partner.example/' } }
`;

function handlerOf(effect: HandlerEffect): Handler {
  return defineHandler<JsonValue, unknown>({ name: 'check', version: '1.0.0', input: {}, output: { type: 'integer' }, errors: {}, effect, handle: () => 1 });
}

let bench: RunnerBench;
let known: WorkItem;
beforeAll(async () => {
  bench = await createRunnerBench([handlerOf('local')]);
  known = workItem(await bench.register(DOCUMENT), 'check', { n: 1 });
});

/** The verdict of a runner that has the released program, and a handler of this effect. */
function judge(item: WorkItem, more: Partial<JudgePorts> & { readonly effect?: HandlerEffect; readonly said?: EffectKind } = {}) {
  const { effect = 'local', said = 'idempotent', ...ports } = more;
  const { find } = createPrograms({ definitions: bench.stores.definitions, manifests: bench.stores.release.verifier, digest: nodeDigest, clock: systemClock });
  return judgeRun({ handlers: createHandlerRegistry([handlerOf(effect)]), find, ...ports }, { item, claims: runClaims(item, { kind: said }) });
}

describe('a step that is judged', () => {
  test('is unknown while its program is not a released one here', async () => {
    expect(await judge({ ...known, revision: 'f'.repeat(64) })).toEqual({ refused: 'unknown-definition' });
  });

  test.each<[string, Partial<WorkItem>]>([
    ['of another definition', { definition: { namespace: 'tests', name: 'other', version: '1.0.0' } }],
    ['of no state', { state: 'toString' }],
    ['of a state of another resource', { resource: 'uwf:http' }],
    ['of a state that the program places elsewhere', { state: 'tell', resource: 'uwf:http' }],
  ])('is not allowed as one %s', async (_what, change) => {
    expect(await judge({ ...known, ...change })).toEqual({ refused: 'not-allowed' });
  });

  test('is not allowed when the site does no such thing, known or not', async () => {
    const isAllowed = (resource: string): boolean => resource !== 'uwf:function:check:1.0.0';
    expect(await judge(known, { isAllowed })).toEqual({ refused: 'not-allowed' });
    expect(await judge({ ...known, revision: 'f'.repeat(64) }, { isAllowed })).toEqual({ refused: 'not-allowed' });
    expect(await judge({ ...known, state: 'notify', resource: 'uwf:http' }, { isAllowed })).toEqual({ kind: 'idempotent' });
  });

  test.each<[string, string, EffectKind]>([
    ['a GET', 'notify', 'idempotent'],
    ['a POST', 'post', 'opaque'],
    ['a POST with a key', 'postOnce', 'idempotent'],
    ['a command', 'shell', 'opaque'],
    ['a script', 'script', 'idempotent'],
  ])('is done by its kind: %s', async (_what, state, kind) => {
    const resource = state === 'shell' || state === 'script' ? `uwf:run-${state}` : 'uwf:http';
    expect(await judge({ ...known, state, resource })).toEqual({ kind });
  });

  test.each<[HandlerEffect, EffectKind, EffectKind]>([
    ['local', 'idempotent', 'idempotent'],
    ['idempotent', 'idempotent', 'idempotent'],
    ['opaque', 'idempotent', 'opaque'],
    ['opaque', 'local', 'opaque'],
    ['local', 'opaque', 'opaque'],
    ['idempotent', 'local', 'idempotent'],
  ])('whose own handler is %s, and which is said to be %s, is done as %s', async (effect, said, kind) => {
    expect(await judge(known, { effect, said })).toEqual({ kind });
  });

  test('is local only where the runner itself does it in its transaction, whatever the message says', async () => {
    const isTransactional = (name: string, version: string): boolean => name === 'check' && version === '1.0.0';
    expect(await judge(known, { isTransactional })).toEqual({ kind: 'local' });
    expect(await judge(known, { isTransactional, said: 'opaque' })).toEqual({ kind: 'local' });
    expect(await judge(known, { isTransactional: () => false, said: 'local' })).toEqual({ kind: 'idempotent' });
  });

  test('whose handler is not here yet can be repeated: nothing happens', async () => {
    expect(await judge(known, { handlers: createHandlerRegistry([]) })).toEqual({ kind: 'idempotent' });
  });
});
