import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { admitCall, CIRCUIT_RULES_DEFAULT, CLOSED_CIRCUIT, recordCall, type CallEnd, type Circuit, type CircuitRules } from '#onprem-runner/pool/circuit-breaker.ts';
import { createCircuits } from '#onprem-runner/pool/circuits.ts';
import { createRandom } from '#shared/core/kernel/random.ts';

const RULES: CircuitRules = { windowMs: 10_000, callsMin: 4, faultRate: 0.5, faultsInRow: 3, openMs: 1_000, openMsMax: 8_000, probes: 1, probeMs: 5_000 };

/** One call after the other, one millisecond apart. */
function play(circuit: Circuit, ends: readonly CallEnd[], start = 0): Circuit {
  return ends.reduce<Circuit>((current, end, index) => recordCall(current, { turn: current.turn, end, now: start + index, random: 1 }, RULES), circuit);
}

function opened(): Circuit {
  return play(CLOSED_CIRCUIT, ['fault', 'fault', 'fault']);
}

describe('a closed circuit', () => {
  test('opens after faults in a row', () => {
    expect(play(CLOSED_CIRCUIT, ['fault', 'fault'])).toMatchObject({ kind: 'closed' });
    expect(opened()).toMatchObject({ kind: 'open', until: 1_002, openings: 1 });
  });

  test('opens by the rate of faults in its window, once there are enough calls', () => {
    expect(play(CLOSED_CIRCUIT, ['ok', 'fault', 'ok'])).toMatchObject({ kind: 'closed' });
    expect(play(CLOSED_CIRCUIT, ['ok', 'fault', 'ok', 'fault'])).toMatchObject({ kind: 'open' });
  });

  test('forgets what lies before its window', () => {
    const before = play(CLOSED_CIRCUIT, ['ok', 'fault', 'ok']);
    expect(recordCall(before, { turn: 0, end: 'fault', now: 20_000, random: 0 }, RULES)).toMatchObject({ kind: 'closed' });
  });

  test('takes no notice of calls that tell nothing', () => {
    expect(play(CLOSED_CIRCUIT, ['none', 'none', 'none', 'none'])).toEqual(CLOSED_CIRCUIT);
  });

  test('keeps few numbers, however many calls there are', () => {
    const busy = Array.from({ length: 100_000 }).reduce<Circuit>((circuit, _, index) => recordCall(circuit, { turn: circuit.turn, end: index % 7 === 0 ? 'fault' : 'ok', now: index * 3, random: 0.5 }, CIRCUIT_RULES_DEFAULT), CLOSED_CIRCUIT);
    expect(busy.kind === 'closed' ? busy.buckets.length : 0).toBeLessThanOrEqual(11);
    expect(busy).toMatchObject({ kind: 'closed' });
  });
});

describe('an open circuit', () => {
  test('lets nothing through until its time, and then one probe', () => {
    expect(admitCall(opened(), 1_001, RULES)).toMatchObject({ isAdmitted: false, retryAt: 1_002 });
    const first = admitCall(opened(), 1_002, RULES);
    expect(first).toMatchObject({ isAdmitted: true, circuit: { kind: 'half-open', probing: 1 } });
    expect(admitCall(first.circuit, 1_003, RULES)).toMatchObject({ isAdmitted: false, retryAt: 2_003 });
  });

  test('closes when the probe goes well, and opens for twice as long when it does not', () => {
    const { circuit } = admitCall(opened(), 1_002, RULES);
    expect(recordCall(circuit, { turn: circuit.turn, end: 'ok', now: 1_010, random: 0 }, RULES)).toMatchObject({ kind: 'closed', faultsInRow: 0, buckets: [] });
    expect(recordCall(circuit, { turn: circuit.turn, end: 'fault', now: 1_010, random: 1 }, RULES)).toMatchObject({ kind: 'open', openings: 2, until: 3_010 });
  });

  test('opens no longer than its longest time, with half of it by chance', () => {
    let circuit = opened();
    for (let probe = 0; probe < 10 && circuit.kind === 'open'; probe += 1) {
      const admission = admitCall(circuit, circuit.until, RULES);
      circuit = recordCall(admission.circuit, { turn: admission.circuit.turn, end: 'fault', now: 0, random: 0 }, RULES);
    }
    expect(circuit).toMatchObject({ kind: 'open', until: RULES.openMsMax / 2 });
  });

  test('is not moved by calls that began before it opened', () => {
    const circuit = opened();
    expect(recordCall(circuit, { turn: 0, end: 'ok', now: 5, random: 0 }, RULES)).toBe(circuit);
    const probing = admitCall(circuit, 1_002, RULES).circuit;
    expect(recordCall(probing, { turn: 0, end: 'ok', now: 1_005, random: 0 }, RULES)).toBe(probing);
  });

  test('asks for another probe when the end of one is never told, or tells nothing', () => {
    const { circuit } = admitCall(opened(), 1_002, RULES);
    expect(admitCall(circuit, 1_002 + RULES.probeMs, RULES)).toMatchObject({ isAdmitted: true, circuit: { probing: 1 } });
    const nothing = recordCall(circuit, { turn: circuit.turn, end: 'none', now: 1_003, random: 0 }, RULES);
    expect(admitCall(nothing, 1_004, RULES)).toMatchObject({ isAdmitted: true });
  });

  test('with several probes closes when all of them went well', () => {
    const rules = { ...RULES, probes: 2 };
    const one = admitCall(opened(), 1_002, rules).circuit;
    const two = admitCall(one, 1_003, rules);
    expect(two.isAdmitted).toBe(true);
    const passed = recordCall(two.circuit, { turn: two.circuit.turn, end: 'ok', now: 1_004, random: 0 }, rules);
    expect(passed).toMatchObject({ kind: 'half-open', passed: 1 });
    expect(recordCall(passed, { turn: passed.turn, end: 'ok', now: 1_005, random: 0 }, rules)).toMatchObject({ kind: 'closed' });
  });
});

describe('any circuit', () => {
  test('lets somebody through again at last, whatever was told', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ end: fc.constantFrom<CallEnd>('ok', 'fault', 'none'), wait: fc.nat(3_000), isTold: fc.boolean() }), { maxLength: 60 }), fc.string(), (calls, seed) => {
        const random = createRandom(seed);
        let circuit: Circuit = CLOSED_CIRCUIT;
        let now = 0;
        for (const { end, wait, isTold } of calls) {
          now += wait;
          const admission = admitCall(circuit, now, RULES);
          circuit = admission.circuit;
          if (admission.isAdmitted && isTold) circuit = recordCall(circuit, { turn: circuit.turn, end, now, random: random() }, RULES);
          if (!admission.isAdmitted) expect(admission.retryAt).toBeGreaterThan(now);
        }
        expect(admitCall(circuit, now + RULES.openMsMax + RULES.probeMs, RULES).isAdmitted).toBe(true);
      }),
    );
  });
});

describe('createCircuits()', () => {
  test('keeps the circuits of targets apart', () => {
    const circuits = createCircuits({ rules: RULES, random: () => 0, targetsMax: 4 });
    for (let call = 0; call < 3; call += 1) {
      const admission = circuits.admit('aml', call);
      if (admission.isAdmitted) circuits.record('aml', { turn: admission.turn, end: 'fault', now: call });
    }
    expect(circuits.admit('aml', 5)).toMatchObject({ isAdmitted: false });
    expect(circuits.admit('core', 5)).toMatchObject({ isAdmitted: true });
    expect(Object.fromEntries(circuits.read())).toEqual({ aml: 'open', core: 'closed' });
  });

  test('remembers so many targets and no more, the open ones longest', () => {
    const circuits = createCircuits({ rules: RULES, random: () => 0, targetsMax: 4 });
    for (let call = 0; call < 3; call += 1) circuits.record('aml', { turn: admitted(circuits.admit('aml', call)), end: 'fault', now: call });
    for (let target = 0; target < 1_000; target += 1) circuits.admit(`host-${target}`, 10);
    expect(circuits.read().size).toBe(4);
    expect(circuits.read().get('aml')).toBe('open');
  });
});

function admitted(admission: { readonly isAdmitted: boolean; readonly turn?: number }): number {
  return admission.turn ?? -1;
}
