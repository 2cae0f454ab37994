import { expect, test } from 'vitest';
import { goOnOpening, outputsOf, recordScopeEnd, waitForScopes, withResult } from '#shared/core/interpreter/scopes.ts';
import type { Frame, Opened } from '#shared/core/interpreter/snapshot.ts';
import { visitOf } from '#tests/support/visits.ts';

const opened: Opened = { total: 3, next: 3, results: [] };
const scope: Frame = { path: [1], enteredAt: 0, input: null, variables: {}, retries: [], children: [] };

test('outputsOf() puts what the scopes gave into their order and leaves failed ones out', () => {
  const ended = [{ index: 2, output: 'c' }, { index: 0, output: null }, { index: 1, failure: { error: 'E' } }].reduce(withResult, opened);
  expect(outputsOf(ended)).toEqual([null, 'c']);
  expect(opened.results).toEqual([]);
});

test('waiting for scopes keeps the timer of a turn that ended early, until it fires', () => {
  const visit = visitOf({ waitingFor: { kind: 'scopes', timerId: 't1' }, retries: [1] });
  expect(waitForScopes(visit, opened)).toEqual({ kind: 'waiting', waitingFor: { kind: 'scopes', timerId: 't1' }, retries: [1], opened });
  expect(waitForScopes(visitOf(), opened)).toEqual({ kind: 'waiting', waitingFor: { kind: 'scopes' }, retries: [], opened });
  expect(goOnOpening(visit, opened)).toEqual({ kind: 'waiting', waitingFor: { kind: 'scopes' }, retries: [1], opened });
});

test('the end of a scope is told by its number, a failure without its other names', () => {
  const visit = visitOf();
  recordScopeEnd(visit, 'branch', { kind: 'scope-succeeded', scope, output: 'not told twice' });
  recordScopeEnd(visit, 'map-iteration', { kind: 'scope-failed', scope, failure: { error: 'E', cause: 'c', aliases: ['A'] } });
  expect(visit.turn.events).toMatchObject([
    { kind: 'branch-succeeded', state: 'here', frame: [1], details: { index: 1 } },
    { kind: 'map-iteration-failed', state: 'here', frame: [1], details: { index: 1, error: 'E', cause: 'c' } },
  ]);
  expect(visit.turn.events[0]?.details).not.toHaveProperty('output');
  expect(visit.turn.events[1]?.details).not.toHaveProperty('aliases');
});
