import { describe, expect, test } from 'vitest';
import { KAFKA_ERRORS } from '#shared/adapters/kafka/errors.ts';
import { changeHands, type MemberState } from '#shared/adapters/kafka/member.ts';

type Hands = Parameters<typeof changeHands>[0];

function handsOf(protocol: string, refuse?: () => never) {
  const calls: string[] = [];
  const call = (name: string) => (): never | undefined => {
    calls.push(name);
    return refuse?.();
  };
  const names = ['assign', 'unassign', 'incrementalAssign', 'incrementalUnassign', 'pause'];
  const client = { isConnected: () => true, rebalanceProtocol: () => protocol, ...Object.fromEntries(names.map((name) => [name, call(name)])) };
  return { client: client as unknown as Hands, calls };
}

function stateOf(): MemberState {
  return { holdings: new Map(), paused: new Set(['quiet']), buffer: [], failure: undefined, gone: undefined, underWay: undefined };
}

const COMES = { code: KAFKA_ERRORS.assignPartitions };
const GOES = { code: KAFKA_ERRORS.revokePartitions };
const assignment = [{ topic: 't', partition: 0 }, { topic: 'quiet', partition: 1 }];

describe('partitions that change hands', () => {
  test('are held while they are here; those of a topic that rests, rest', () => {
    const [{ client, calls }, state] = [handsOf('COOPERATIVE'), stateOf()];
    changeHands(client, state, { error: COMES, assignment });
    expect([...state.holdings.values()]).toMatchObject(assignment);
    changeHands(client, state, { error: GOES, assignment: assignment.slice(0, 1) });
    expect([...state.holdings.values()]).toMatchObject(assignment.slice(1));
    expect(calls).toEqual(['incrementalAssign', 'pause', 'incrementalUnassign']);
  });

  test.each([COMES, GOES])('when the member was put out meanwhile are not held, and the next poll is told: %j', (error) => {
    const state = stateOf();
    const refusal = Object.assign(new Error('Local: Erroneous state'), { code: KAFKA_ERRORS.state });
    const { client } = handsOf('NONE', () => {
      throw refusal;
    });
    expect(() => changeHands(client, state, { error, assignment })).not.toThrow();
    expect(state.holdings.size).toBe(0);
    expect(state.failure).toBe(refusal);
  });
});
