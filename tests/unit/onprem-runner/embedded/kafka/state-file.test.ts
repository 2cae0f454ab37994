import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readBrokerState, removeBrokerState, writeBrokerState, type BrokerState } from '#onprem-runner/embedded/kafka/state-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'uwf-broker-state-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('what one process wrote the next one reads, until it is removed', () => {
  const state: BrokerState = { broker: '12 34', port: 9_092, owner: '56 78', isStopping: true };
  expect(readBrokerState(folder)).toBeUndefined();
  writeBrokerState(folder, state);
  expect(readBrokerState(folder)).toEqual(state);
  removeBrokerState(folder);
  expect(readBrokerState(folder)).toBeUndefined();
});

test.each(['', '{', 'null', '7', '{"broker":"1","port":"2","owner":"3"}'])('%j tells of no broker', (text) => {
  writeFileSync(join(folder, 'broker.json'), text);
  expect(readBrokerState(folder)).toBeUndefined();
});
