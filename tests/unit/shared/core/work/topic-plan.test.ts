import { describe, expect, test } from 'vitest';
import { accessCommand, planAccess, planTopics, type AccessOperation } from '#shared/core/work/topic-plan.ts';

const DAY_MS = 86_400_000;
const NUMBERS = { partitions: 12, replication: 3, minInSyncReplicas: 2, retentionMs: 7 * DAY_MS };
const PRINCIPALS = { dispatcher: 'User:d', collector: 'User:c', runner: 'User:r', cloudOperator: 'User:co', onPremOperator: 'User:oo' };

describe('planTopics()', () => {
  const topics = planTopics('prod', 'retail', NUMBERS);

  test('has every topic between the zones, and none of a zone alone', () => {
    expect(topics.map(({ name }) => name.replace('uwf.prod.retail.', ''))).toEqual(['cmd.critical', 'cmd.high', 'cmd.normal', 'cmd.low', 'res', 'ctl', 'def', 'cloud.dlq', 'on-prem.dlq']);
  });

  test('keeps records in as many places as asked, never with a leader that was behind, and times them itself', () => {
    for (const { replication, settings } of topics) {
      expect(replication).toBe(3);
      expect(settings).toMatchObject({ 'min.insync.replicas': '2', 'unclean.leader.election.enable': 'false', 'cleanup.policy': 'delete', 'message.timestamp.type': 'LogAppendTime' });
    }
  });

  test('spreads work and results over partitions, and keeps what is few in one', () => {
    expect(topics.map(({ partitions }) => partitions)).toEqual([12, 12, 12, 12, 12, 1, 1, 1, 1]);
  });

  test('keeps dead letters for longer than what they are about', () => {
    const keptMs = (numbers: typeof NUMBERS) => planTopics('prod', 'retail', numbers).map(({ settings }) => Number(settings['retention.ms']) / DAY_MS);
    expect(keptMs(NUMBERS)).toEqual([7, 7, 7, 7, 7, 7, 7, 30, 30]);
    expect(keptMs({ ...NUMBERS, retentionMs: 60 * DAY_MS })).toEqual([60, 60, 60, 60, 60, 60, 60, 60, 60]);
  });
});

describe('planAccess()', () => {
  const rules = planAccess('prod', 'retail', PRINCIPALS);
  const may = (principal: string, operation: AccessOperation) =>
    rules.filter((rule) => rule.principal === principal && rule.operations.includes(operation)).flatMap(({ kind, names }) => names.map((name) => `${kind} ${name.replace('uwf.prod.retail.', '')}`));
  const toBank = ['topic cmd.critical', 'topic cmd.high', 'topic cmd.normal', 'topic cmd.low', 'topic def'];
  const toCloud = ['topic res', 'topic ctl'];

  test('lets who commands write commands and definitions, and read nothing', () => {
    expect(may('User:d', 'Write')).toEqual(toBank);
    expect(may('User:d', 'Read')).toEqual([]);
  });

  test('lets who collects read results and notices in the group of its side, and write its dead letters only', () => {
    expect(may('User:c', 'Read')).toEqual([...toCloud, 'group cloud']);
    expect(may('User:c', 'Write')).toEqual(['topic cloud.dlq']);
  });

  test('lets the runner read commands and definitions, and write results, notices and its dead letters: never a command', () => {
    expect(may('User:r', 'Read')).toEqual([...toBank, 'group on-prem']);
    expect(may('User:r', 'Write')).toEqual([...toCloud, 'topic on-prem.dlq']);
  });

  test('lets operators work on what their side was sent and did not accept', () => {
    expect(may('User:co', 'Read')).toEqual(['topic cloud.dlq', ...toCloud]);
    expect(may('User:oo', 'Write')).toEqual(['topic on-prem.dlq', ...toBank]);
  });

  test('lets everybody look up what they may use', () => {
    for (const { operations } of rules) expect(operations).toContain('Describe');
  });
});

test('accessCommand() is what kafka-acls takes', () => {
  expect(accessCommand({ principal: 'User:r', kind: 'topic', names: ['a', 'b'], operations: ['Describe', 'Read'] }).join(' ')).toBe(
    '--add --allow-principal User:r --operation Describe --operation Read --topic a --topic b',
  );
});
