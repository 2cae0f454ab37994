import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ABSENT,
  arrayLabel,
  bounded,
  flatten,
  holdsTransient,
  joinLabels,
  LABEL_NODES_MAX,
  mostSensitiveNode,
  movedTo,
  objectLabel,
  opaqueLabel,
  originsOf,
  sameLabel,
  scalarLabel,
  sensitivityOf,
  taintedBy,
  tupleLabel,
  type Label,
} from '#shared/core/tier/label.ts';
import type { Tier } from '#shared/core/tier/tier.ts';

const tiers = fc.constantFrom<Tier>(1, 2, 3);
const leaves: fc.Arbitrary<Label> = fc.oneof(
  tiers.map((tier) => scalarLabel(tier)),
  fc.tuple(tiers, fc.constantFrom('a', 'b', 'c')).map(([tier, id]) => opaqueLabel(tier, [{ id, tier }])),
  fc.constant(ABSENT),
);
function nodesOf({ shape }: Label): number {
  const beneath = shape.kind === 'object' ? [...shape.fields.values()] : shape.kind === 'array' ? [shape.items, ...(shape.positions ?? [])] : [];
  return beneath.reduce((count, child) => count + nodesOf(child), 1);
}

const labels: fc.Arbitrary<Label> = fc.letrec<{ label: Label }>((tie) => ({
  label: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaves,
    fc.dictionary(fc.constantFrom('x', 'y', 'z'), tie('label'), { maxKeys: 3 }).map((fields) => objectLabel(Object.entries(fields))),
    fc.tuple(tie('label'), tiers).map(([items, tier]) => arrayLabel(items, tier)),
  ),
})).label;

describe('labels', () => {
  test('join never makes anything less sensitive, and forgets no origin', () => {
    fc.assert(
      fc.property(labels, labels, (left, right) => {
        const joined = joinLabels(left, right);
        expect(sensitivityOf(joined)).toBe(Math.min(sensitivityOf(left), sensitivityOf(right)));
        const ids = new Set(originsOf(joined).map((origin) => origin.id));
        for (const origin of [...originsOf(left), ...originsOf(right)]) expect(ids).toContain(origin.id);
      }),
    );
  });

  test('join with itself changes nothing, and the order does not matter', () => {
    fc.assert(fc.property(labels, (label) => sameLabel(joinLabels(label, { ...label }), label)));
    fc.assert(fc.property(labels, labels, (left, right) => sameLabel(joinLabels(left, right), joinLabels(right, left))));
  });

  test('join goes up: joining what was joined again changes nothing', () => {
    fc.assert(
      fc.property(labels, labels, (left, right) => {
        const joined = joinLabels(left, right);
        return sameLabel(joinLabels(joined, right), joined) && sameLabel(joinLabels(joined, left), joined);
      }),
    );
  });

  test('a small label is as it was when it is bounded', () => {
    fc.assert(fc.property(labels, (label) => bounded(label) === label));
  });

  test.each([
    ['objects', (label: Label) => objectLabel([['left', label], ['right', label]])],
    ['lists', (label: Label) => tupleLabel([label, label])],
  ])('%s that hold the one before them twice stay small, and as sensitive as they were', (_name, twice) => {
    const secret: Label = { ...scalarLabel(1), origins: [{ id: 'pan', tier: 1 }], transient: true };
    let label = secret;
    for (let round = 0; round < 40; round += 1) label = bounded(twice(label));
    expect(nodesOf(label)).toBeLessThanOrEqual(LABEL_NODES_MAX);
    expect(nodesOf(label)).toBeGreaterThan(LABEL_NODES_MAX / 4);
    expect(sensitivityOf(label)).toBe(1);
    expect(originsOf(label)).toEqual([{ id: 'pan', tier: 1 }]);
    expect(holdsTransient(label)).toBe(true);
  });

  test('flatten keeps sensitivity and origins', () => {
    fc.assert(fc.property(labels, (label) => flatten(label).tier === sensitivityOf(label) && flatten(label).origins.length === originsOf(label).length));
  });

  test('a value that depends on sensitive data is as sensitive as that', () => {
    const tainted = taintedBy(scalarLabel(3), objectLabel([['pan', opaqueLabel(1, [{ id: 'pan', tier: 1 }])]]));
    expect(tainted.tier).toBe(1);
    expect(originsOf(tainted).map((origin) => origin.id)).toEqual(['pan']);
  });

  test('the way of a value is written on its sensitive nodes only, and once', () => {
    const place = { pointer: '/do/0', note: 'moves' };
    const moved = movedTo(movedTo(objectLabel([['a', opaqueLabel(1, [{ id: 'a', tier: 1 }])], ['b', scalarLabel(3)]]), place), place);
    expect(mostSensitiveNode(moved).trail).toEqual([place]);
    expect(moved.trail).toEqual([]);
  });
});
