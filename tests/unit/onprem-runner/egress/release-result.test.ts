import { describe, expect, test } from 'vitest';
import type { EgressPorts, ResultRequest } from '#onprem-runner/egress/egress-ports.ts';
import { discardHeld, releaseHeld } from '#onprem-runner/egress/quarantine/decide.ts';
import { showHeld } from '#onprem-runner/egress/quarantine/show.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { ReleasePlan } from '#shared/core/tier/placement.ts';
import type { Zone } from '#shared/core/tier/tier.ts';
import { openTestEgress, testDetectors, type TestEgress } from '#tests/support/egress/test-egress.ts';

const CARD = '4111111111111111';
const CLEAR: ReleasePlan = { kind: 'clear' };
const PLAN: ReleasePlan = {
  kind: 'object',
  members: {
    note: CLEAR,
    list: CLEAR,
    score: { kind: 'seal', origin: '/do/0/check#/score', tier: 1 },
    code: { kind: 'declassify', bound: { method: 'enum', schema: { enum: [CARD, 'OK'] } }, purpose: 'routing', to: 2 },
    mask: { kind: 'declassify', bound: { method: 'masked', schema: { type: 'string', maxLength: 40, pattern: '.' } }, purpose: 'display', to: 2 },
  },
};

interface Case {
  readonly plan?: ReleasePlan;
  readonly zone?: Zone;
  readonly schema?: JsonObject;
  readonly attempt?: string;
  readonly retryCount?: number;
  readonly visit?: string;
  readonly state?: string;
}

function request(output: JsonValue, { plan = PLAN, zone = 'private-cloud', schema, attempt = 'a1', retryCount = 0, visit = 'visit-1', state = 'check' }: Case = {}): ResultRequest {
  const definition = { namespace: 'tests', name: 'check', version: '1.0.0' };
  const resource = 'uwf:function:check:1.0.0';
  return {
    item: { kind: 'run', attemptId: attempt, executionId: 'run-1', definition, revision: 'r1', state, resource, arguments: {}, principal: 'p', retryCount },
    visit, tenant: 'bank', runnerId: 'site-1',
    // Only these parts of a program are looked at.
    program: { program: { placement: { zone } } } as unknown as ResultRequest['program'],
    task: { state: {}, placement: { zone: 'on-prem', pointer: '/do/0', priority: 'normal', argumentOrigins: {}, release: plan } } as unknown as ResultRequest['task'],
    result: { outcome: 'succeeded', output, ...(schema === undefined ? {} : { schema }) },
  };
}

function open(more: Partial<EgressPorts> = {}): TestEgress {
  return openTestEgress({ sealer: { seal: async ({ context }) => `uwf-sealed:${context.ptr}:${String(context.exe)}` }, ...more });
}

async function heldIn({ ports }: TestEgress) {
  return ports.quarantine.list({ max: 100 });
}

describe('a result', () => {
  test('leaves by its plan: in the clear, sealed, or declassified', async () => {
    const bench = open();
    expect(await bench.egress.result(request({ note: 'fine', score: { deep: CARD }, code: 'OK', mask: '411111******1111' }))).toEqual({
      outcome: 'succeeded',
      output: { note: 'fine', score: 'uwf-sealed:/do/0/check#/score:run-1', code: 'OK', mask: '411111******1111' },
      releases: [{ pointer: '/code', purpose: 'routing', method: 'enum' }, { pointer: '/mask', purpose: 'display', method: 'masked' }],
    });
    expect(await heldIn(bench)).toEqual([]);
    expect(bench.facts).toEqual([]);
  });

  test.each<[string, JsonValue, string, string]>([
    ['a card number in a text that leaves in the clear', { note: `see ${CARD}` }, '/note', 'card-number'],
    ['one behind an encoding', { note: Buffer.from(CARD).toString('base64') }, '/note', 'card-number'],
    ['one in a list, told up to the name that the plan has', { list: [{ 'Jane Doe': CARD }] }, '/list', 'card-number'],
    ['one in the name of a member', { list: { [CARD]: 1 } }, '/list', 'card-number'],
    ['one as a number', { list: [4111111111111111] }, '/list', 'card-number'],
    ['one in a text that is declassified by its form only', { mask: CARD }, '/mask', 'card-number'],
    ['an e-mail address', { note: 'jane@bank.example' }, '/note', 'email'],
  ])('with %s is held, and told by code and pointer only', async (_name, output, pointer, reason) => {
    const lines: string[] = [];
    const log = (event: string, fields?: JsonObject) => lines.push(JSON.stringify({ event, ...fields }));
    const bench = open({ logger: { info: log, warn: log, error: log } });
    const released = await bench.egress.result(request(output));
    expect(released).toEqual({ outcome: 'failed', error: 'Uwf.EgressBlocked', cause: `the result at '${pointer}' is held: it may be personal data` });
    expect(await heldIn(bench)).toMatchObject([{ visit: 'visit-1', attemptId: 'a1', executionId: 'run-1', status: 'held', count: 1, task: { definition: 'tests.check@1.0.0', state: 'check' }, findings: [{ reason }] }]);
    expect(bench.facts).toMatchObject([{ kind: 'quarantine-held', actor: 'site-1', details: { reasons: [reason], state: 'check' } }]);
    expect(JSON.stringify([released, bench.facts, lines, await heldIn(bench)])).not.toMatch(/4111|jane/iu);
  });

  test('whose value the schema lists is exempt by its plan, and no other one', async () => {
    const bench = open();
    expect(await bench.egress.result(request({ code: CARD }))).toMatchObject({ outcome: 'succeeded' });
    expect(await bench.egress.result(request({ code: CARD, note: CARD }))).toMatchObject({ error: 'Uwf.EgressBlocked', cause: expect.stringContaining("'/note'") });
  });

  const STAYING: readonly { readonly what: string; readonly output: JsonValue; readonly more?: Case; readonly reason: string; readonly cause: string }[] = [
    { what: 'with a member that no plan releases', output: { extra: 1 }, reason: 'undeclared', cause: "at '' has a member that no plan releases" },
    { what: 'that breaks its schema', output: { note: 1 }, more: { schema: { type: 'object', properties: { note: { type: 'string' } } } }, reason: 'schema', cause: "at '/note' breaks its schema (type)" },
    { what: 'that breaks the bound of a declassification', output: { code: 'OTHER' }, reason: 'bound', cause: "at '/code' breaks the bound" },
    { what: 'with a text that looks sealed', output: { note: 'uwf-sealed:1:eyJhbGciOiJFQ0RILUVTK0EyNTZLVyJ9' }, reason: 'sealed', cause: "at '/note' holds a text that looks sealed" },
    { what: 'that is too large', output: { note: 'x'.repeat(300_000) }, reason: 'size', cause: "at '' is over 262144 bytes" },
  ];

  test.each(STAYING)('$what is held, not cut', async ({ output, more = {}, reason, cause }) => {
    const bench = open();
    expect(await bench.egress.result(request(output, more))).toMatchObject({ error: 'Uwf.EgressBlocked', cause: expect.stringContaining(cause) });
    expect(await heldIn(bench)).toMatchObject([{ findings: [{ reason }] }]);
    const [held] = await heldIn(bench);
    const { output: kept } = await showHeld(bench.ports, { id: held?.id ?? '', by: 'ann', purpose: 'to find the fault' });
    expect(kept).toEqual(output);
  });

  test('without a plan leaves only where its own zone may hold anything, and is not scanned there', async () => {
    const bench = open();
    const { task, ...rest } = request({ note: CARD }, { zone: 'on-prem' });
    const { release: _release, ...placement } = task.placement;
    expect(await bench.egress.result({ ...rest, task: { ...task, placement } })).toMatchObject({ outcome: 'succeeded', output: { note: CARD } });
    const outside = request({ note: 'x' });
    expect(await bench.egress.result({ ...outside, task: { ...outside.task, placement } })).toMatchObject({ cause: "the result at '' has no release plan" });
  });

  test('whose field is too large to be sealed is held', async () => {
    const bench = open({ sealer: { seal: () => Promise.reject(new UwfError('UWF-4220')) } });
    expect(await bench.egress.result(request({ score: 'x' }))).toMatchObject({ cause: "the result at '/score' is too large to be sealed" });
    expect(await heldIn(bench)).toMatchObject([{ findings: [{ reason: 'seal-size', pointer: '/score' }] }]);
  });

  test('leaves nothing at rest that is transient', async () => {
    const bench = open();
    const schema = { type: 'object', additionalProperties: false, properties: { note: { type: 'string' }, otp: { type: 'string', 'x-transient': true } } };
    await bench.egress.result(request({ note: CARD, otp: '123456' }, { schema }));
    const [held] = await heldIn(bench);
    expect((await showHeld(bench.ports, { id: held?.id ?? '', by: 'ann', purpose: 'a look' })).output).toEqual({ note: CARD });
    await bench.egress.result(request({ note: 1, code: '123456' }, { schema, visit: 'visit-2' }));
    const [, second] = await heldIn(bench);
    expect(second, 'where the one-time code is cannot be known').not.toHaveProperty('sealed');
    expect(await showHeld(bench.ports, { id: second?.id ?? '', by: 'ann' })).not.toHaveProperty('output');
  });

  test('that cannot be held ends in an error that is tried again: nothing leaves', async () => {
    const away = () => Promise.reject(new UwfError('UWF-5001'));
    for (const broken of [{ quarantine: { ...open().ports.quarantine, hold: away } }, { audit: away }, { box: { ...open().ports.box, seal: away } }]) {
      await expect(open(broken).egress.result(request({ note: CARD }))).rejects.toMatchObject({ code: 'UWF-5001' });
    }
  });

  test('is encrypted in the quarantine, for its own place', async () => {
    const bench = open();
    await bench.egress.result(request({ note: CARD }));
    const [held] = await heldIn(bench);
    expect(held?.sealed).toMatch(/^uwf-held:1:[\w-]+:[\w-]+$/u);
    const moved = { ...bench.ports, quarantine: { ...bench.ports.quarantine, find: async () => held === undefined ? undefined : { ...held, visit: 'other' } } };
    await expect(showHeld(moved, { id: 'x', by: 'ann' })).rejects.toMatchObject({ code: 'UWF-5009' });
  });
});

describe('a person', () => {
  const decision = { by: 'ann', reason: 'a test card of the scheme' };

  async function withHeld(output: JsonValue = { note: CARD }): Promise<TestEgress & { readonly id: string }> {
    const bench = open();
    await bench.egress.result(request(output));
    return { ...bench, id: (await heldIn(bench))[0]?.id ?? '' };
  }

  test('releases an output: it leaves with the next attempt of the same visit, once', async () => {
    const bench = await withHeld();
    const next = { attempt: 'a2', retryCount: 1 };
    expect(await bench.egress.stored(request(null, next))).toBeUndefined();
    expect(await releaseHeld(bench.ports, { id: bench.id, fourEyes: false, ...decision })).toBe('released');
    expect(await bench.egress.stored(request(null, { ...next, visit: 'visit-2' })), 'another visit').toBeUndefined();
    const released = { outcome: 'succeeded', output: { note: CARD }, releases: [] };
    expect(await bench.egress.stored(request(null, next))).toEqual(released);
    expect(await bench.egress.stored(request(null, next)), 'the same attempt, delivered again').toEqual(released);
    expect(await bench.egress.stored(request(null, { attempt: 'a3', retryCount: 2 }))).toBeUndefined();
    expect(await bench.egress.result(request({ note: CARD }, { attempt: 'a3' })), 'and is held when it is made again').toMatchObject({ error: 'Uwf.EgressBlocked' });
    expect((await heldIn(bench))[0]).toMatchObject({ status: 'used', usedBy: 'a2', count: 2 });
    expect(bench.facts.map(({ kind, actor }) => `${kind} ${actor}`)).toEqual(['quarantine-held site-1', 'quarantine-released ann']);
  });

  test('releases it for the same output of another visit of the state in the run, once', async () => {
    const bench = await withHeld();
    await releaseHeld(bench.ports, { id: bench.id, fourEyes: false, ...decision });
    const again = { visit: 'visit-2', attempt: 'a2' };
    expect(await bench.egress.result(request({ note: `${CARD}.` }, again))).toMatchObject({ error: 'Uwf.EgressBlocked' });
    expect(await bench.egress.result(request({ note: CARD }, { ...again, state: 'other' }))).toMatchObject({ error: 'Uwf.EgressBlocked' });
    expect(await bench.egress.result(request({ note: CARD }, again))).toMatchObject({ outcome: 'succeeded', output: { note: CARD } });
    expect(await bench.egress.result(request({ note: CARD }, { visit: 'visit-3', attempt: 'a3' }))).toMatchObject({ error: 'Uwf.EgressBlocked' });
  });

  test('excuses what was found then, and nothing that is found later', async () => {
    const bench = await withHeld({ note: `${CARD} canary-8f14e45f` });
    await releaseHeld(bench.ports, { id: bench.id, fourEyes: false, ...decision });
    const stricter = open({ ...bench.ports, detectors: testDetectors({ canaries: ['canary-8f14e45f'] }) });
    expect(await stricter.egress.stored(request(null, { attempt: 'a2', retryCount: 1 }))).toMatchObject({ error: 'Uwf.EgressBlocked' });
  });

  test('and another one release with four eyes', async () => {
    const bench = await withHeld();
    const release = (by: string) => releaseHeld(bench.ports, { id: bench.id, by, reason: decision.reason, fourEyes: true });
    expect(await release('ann')).toBe('approved');
    await expect(release('ann')).rejects.toMatchObject({ code: 'UWF-4096' });
    expect(await bench.egress.stored(request(null, { attempt: 'a2', retryCount: 1 }))).toBeUndefined();
    expect(await release('bob')).toBe('released');
    expect(bench.facts.map(({ kind }) => kind)).toEqual(['quarantine-held', 'quarantine-approved', 'quarantine-released']);
    await expect(release('eve')).rejects.toMatchObject({ code: 'UWF-4096' });
  });

  test('discards an output for ever', async () => {
    const bench = await withHeld();
    await discardHeld(bench.ports, { id: bench.id, ...decision });
    expect(await showHeld(bench.ports, { id: bench.id, by: 'ann', purpose: 'a look' })).not.toHaveProperty('output');
    await expect(releaseHeld(bench.ports, { id: bench.id, fourEyes: false, ...decision })).rejects.toMatchObject({ code: 'UWF-4096' });
    await expect(discardHeld(bench.ports, { id: bench.id, ...decision })).rejects.toMatchObject({ code: 'UWF-4096' });
  });

  test('cannot release what no plan says how to release, what is not kept, or what is not there', async () => {
    const bench = await withHeld({ extra: 1 });
    await expect(releaseHeld(bench.ports, { id: bench.id, fourEyes: false, ...decision })).rejects.toMatchObject({ code: 'UWF-4096' });
    await expect(releaseHeld(bench.ports, { id: 'unknown', fourEyes: false, ...decision })).rejects.toMatchObject({ code: 'UWF-4046' });
  });

  test('who decides while another one does is told', async () => {
    const bench = await withHeld();
    const late = { ...bench.ports, quarantine: { ...bench.ports.quarantine, decide: async () => false } };
    await expect(releaseHeld(late, { id: bench.id, fourEyes: false, ...decision })).rejects.toMatchObject({ code: 'UWF-4096' });
  });

  test('decides and sees nothing that cannot be recorded', async () => {
    const bench = await withHeld();
    const mute = { ...bench.ports, audit: () => Promise.reject(new UwfError('UWF-5008')) };
    await expect(releaseHeld(mute, { id: bench.id, fourEyes: false, ...decision })).rejects.toMatchObject({ code: 'UWF-5008' });
    await expect(discardHeld(mute, { id: bench.id, ...decision })).rejects.toMatchObject({ code: 'UWF-5008' });
    await expect(showHeld(mute, { id: bench.id, by: 'ann' })).rejects.toMatchObject({ code: 'UWF-5008' });
    expect((await heldIn(bench))[0]).toMatchObject({ status: 'held', version: 1 });
  });

  test('sees a masked output, and the values for a purpose; both are recorded', async () => {
    const bench = await withHeld({ list: [{ 'jane@bank.example': `Jané ${CARD}`, rate: -1.5, ok: true }], note: null });
    expect((await showHeld(bench.ports, { id: bench.id, by: 'ann' })).output).toEqual({ list: [{ 'xxxx@xxxx.xxxxxxx': 'xxxx 9999999999999999', rate: '-9.9', ok: true }], note: null });
    expect((await showHeld(bench.ports, { id: bench.id, by: 'ann', purpose: 'complaint 17' })).output).toMatchObject({ note: null });
    expect(bench.facts.slice(1)).toMatchObject([{ kind: 'quarantine-shown', details: { revealed: false } }, { kind: 'quarantine-shown', details: { revealed: true, purpose: 'complaint 17' } }]);
  });
});
