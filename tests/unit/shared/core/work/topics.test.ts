import { expect, test } from 'vitest';
import { topicsOf } from '#shared/core/work/topics.ts';

test('topics carry environment and tenant, and differ', () => {
  const topics = topicsOf('prod', 'retail');
  expect(topics).toEqual({ commands: 'uwf.prod.retail.cmd.normal', results: 'uwf.prod.retail.res', control: 'uwf.prod.retail.ctl', local: 'uwf.prod.retail.local' });
  expect(new Set([...Object.values(topics), ...Object.values(topicsOf('prod', 'corporate'))]).size).toBe(8);
});
