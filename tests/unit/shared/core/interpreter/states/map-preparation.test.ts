import { expect, test } from 'vitest';
import type { MapState } from '#shared/core/asl/model.ts';
import { prepareMapFields } from '#shared/core/interpreter/states/map-preparation.ts';
import { preparing } from '#tests/support/visits.ts';

const processor = { StartAt: 'p', States: { p: { Type: 'Succeed' as const } } };

function prepared(more: Partial<MapState>) {
  const { preparation, problems } = preparing();
  return { map: prepareMapFields({ Type: 'Map', ItemProcessor: processor, End: true, ...more }, preparation), problems };
}

const DISTRIBUTED = { ...processor, ProcessorConfig: { Mode: 'DISTRIBUTED' as const } };

test('a Map without a mode is inline, and fields of a distributed one have no effect', () => {
  const { map } = prepared({ ItemReader: { Resource: 'r' }, ItemBatcher: { MaxItemsPerBatch: 2 }, ResultWriter: { Resource: 'w' }, Label: 'l' });
  expect(map).toMatchObject({ isDistributed: false, isTolerant: false, startAt: 'p' });
  for (const field of ['reader', 'batcher', 'writer', 'label', 'selector']) expect(map).not.toHaveProperty(field);
});

test('a Map is tolerant when it is distributed or says what it tolerates', () => {
  expect(prepared({ ItemProcessor: DISTRIBUTED }).map.isTolerant).toBe(true);
  expect(prepared({ ToleratedFailurePercentage: 0 }).map.isTolerant).toBe(true);
});

test('a reader without a Resource and a writer that has nowhere to write are problems of the machine', () => {
  const { problems } = prepared({ ItemProcessor: DISTRIBUTED, ItemReader: {}, ResultWriter: { WriterConfig: { Transformation: 'NONE' } } });
  expect(problems.map((problem) => problem.pointer)).toEqual(['/States/here/ItemReader/Resource', '/States/here/ResultWriter']);
});

test('a writer may have a transformation and nothing else', () => {
  const { map, problems } = prepared({ ItemProcessor: DISTRIBUTED, ResultWriter: { WriterConfig: { Transformation: 'FLATTEN' } } });
  expect(map.writer).toMatchObject({ isFlattening: true, config: { Transformation: 'FLATTEN' } });
  expect(map.writer).not.toHaveProperty('resource');
  expect(problems).toEqual([]);
});
