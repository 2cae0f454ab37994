import { expect, test } from 'vitest';
import { groupsOf, topicsOf, type Topics } from '#shared/core/work/topics.ts';

test('topics carry environment and tenant', () => {
  expect(topicsOf('prod', 'retail')).toEqual({
    commandsBy: { critical: 'uwf.prod.retail.cmd.critical', high: 'uwf.prod.retail.cmd.high', normal: 'uwf.prod.retail.cmd.normal', low: 'uwf.prod.retail.cmd.low' },
    results: 'uwf.prod.retail.res',
    control: 'uwf.prod.retail.ctl',
    definitions: 'uwf.prod.retail.def',
    deadLetters: { cloud: 'uwf.prod.retail.cloud.dlq', onPrem: 'uwf.prod.retail.on-prem.dlq' },
    local: 'uwf.prod.retail.local',
  });
});

test('no two topics are the same, of one tenant or of two', () => {
  const names = ({ commandsBy, deadLetters, results, control, definitions, local }: Topics) => [...Object.values(commandsBy), ...Object.values(deadLetters), results, control, definitions, local];
  const all = [topicsOf('prod', 'retail'), topicsOf('prod', 'corporate'), topicsOf('test', 'retail')].flatMap(names);
  expect(new Set(all).size).toBe(30);
});

test('each side has a group of its own', () => {
  expect(groupsOf('prod', 'retail')).toEqual({ cloud: 'uwf.prod.retail.cloud', onPrem: 'uwf.prod.retail.on-prem' });
});
