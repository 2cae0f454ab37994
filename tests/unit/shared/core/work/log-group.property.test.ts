import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { committable, partitionId, shareOut, type HeldPartition } from '#shared/core/work/log-group.ts';

const members = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1 });
const partitions = fc.array(fc.option(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'gone'), { nil: undefined }), { minLength: 1, maxLength: 24 }).map((holders) => holders.map((holder, partition): HeldPartition => ({ partition, ...(holder === undefined ? {} : { holder }) })));

function countOf(owners: ReadonlyMap<number, string>, member: string): number {
  return [...owners.values()].filter((owner) => owner === member).length;
}

describe('shareOut()', () => {
  test('gives every partition to one member, evenly', () => {
    fc.assert(
      fc.property(fc.string(), partitions, members, (topic, held, names) => {
        const owners = shareOut(topic, held, names);
        expect([...owners.keys()].sort((left, right) => left - right)).toEqual(held.map(({ partition }) => partition));
        const counts = names.map((name) => countOf(owners, name));
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('answers the same whatever the order of what it is told', () => {
    fc.assert(
      fc.property(partitions, members, (held, names) => {
        expect(new Map([...shareOut('t', [...held].reverse(), [...names].reverse())].sort())).toEqual(new Map([...shareOut('t', held, names)].sort()));
      }),
    );
  });

  test('changes nothing once it is done, also when it is done step by step: first given up, then taken', () => {
    fc.assert(
      fc.property(partitions, members, (held, names) => {
        const owners = shareOut('t', held, names);
        const givenUp = held.map(({ partition, holder }): HeldPartition => (holder !== undefined && owners.get(partition) === holder ? { partition, holder } : { partition }));
        const taken = shareOut('t', givenUp, names);
        expect(taken).toEqual(owners);
        expect(shareOut('t', [...taken].map(([partition, holder]) => ({ partition, holder })), names)).toEqual(taken);
      }),
    );
  });

  test('leaves a partition with its holder where that is even', () => {
    const held = [{ partition: 0, holder: 'b' }, { partition: 1, holder: 'a' }, { partition: 2, holder: 'a' }, { partition: 3, holder: 'a' }];
    expect(shareOut('t', held, ['a', 'b'])).toEqual(new Map([[0, 'b'], [1, 'a'], [2, 'a'], [3, 'b']]));
  });

  test('has nobody to give to without members', () => {
    expect(shareOut('t', [{ partition: 0, holder: 'a' }], [])).toEqual(new Map());
  });
});

describe('committable()', () => {
  const given = new Map([[partitionId({ topic: 't', partition: 1 }), { first: 5, next: 9 }]]);

  test('is the place behind the last record of each partition, whatever their order', () => {
    expect(committable(given, [{ topic: 't', partition: 1, offset: 7 }, { topic: 't', partition: 1, offset: 5 }])).toEqual([{ topic: 't', partition: 1, offset: 8 }]);
  });

  test('leaves out what was not given since the partition is held', () => {
    const others = [{ topic: 't', partition: 1, offset: 4 }, { topic: 't', partition: 1, offset: 9 }, { topic: 't', partition: 2, offset: 6 }, { topic: 'u', partition: 1, offset: 6 }];
    expect(committable(given, others)).toEqual([]);
  });
});
