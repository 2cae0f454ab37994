import { describe, expect, test } from 'vitest';
import { createSourceLookup } from '#shared/core/tier/source-lookup.ts';

const lookup = createSourceLookup({
  states: { send: { pointer: '/do/1/send', task: 'send' }, 'a/b': { pointer: '/do/2/a~1b', task: 'a/b' }, 'send.output': { pointer: '/do/1/send', task: 'send' } },
  fields: { '/States/send/Arguments': '/do/1/send/with', '/States/send/Arguments/body': '/do/1/send/with/body', '/States/a~1b/Output': '/do/2/a~1b/set' },
});

describe('createSourceLookup()', () => {
  test('finds the longest known prefix of a place in the machine', () => {
    expect(lookup.pointerOf('/States/send/Arguments/body/client/phone')).toBe('/do/1/send/with/body');
    expect(lookup.pointerOf('/States/send/Arguments/headers')).toBe('/do/1/send/with');
    expect(lookup.pointerOf('/States/send/Arguments')).toBe('/do/1/send/with');
  });

  test('takes whole tokens only: a name that begins alike is another place', () => {
    expect(lookup.pointerOf('/States/send/ArgumentsOther')).toBe('/do/1/send');
  });

  test('falls back to the task of the state, and to the document for a state that it does not know', () => {
    expect(lookup.pointerOf('/States/send/Output')).toBe('/do/1/send');
    expect(lookup.pointerOf('/States/unknown/Output')).toBe('');
  });

  test('reads escaped names of states', () => {
    expect(lookup.pointerOf('/States/a~1b/Output/x')).toBe('/do/2/a~1b/set');
    expect(lookup.placeOf('/States/a~1b/Assign')).toEqual({ pointer: '/do/2/a~1b', note: "task 'a/b' keeps it" });
  });

  test('names the task that a state comes from, or the state itself', () => {
    expect(lookup.taskOf('send.output')).toBe('send');
    expect(lookup.taskOf('unknown')).toBe('unknown');
  });

  test.each([
    ['Arguments/body', 'takes it in its arguments'],
    ['Output/x', 'passes it on'],
    ['Assign/x', 'keeps it'],
    ['Choices/0/Condition', 'branches on it'],
    ['Choices/1/Assign/x', 'keeps it'],
    ['Catch/0/Output', 'passes it on'],
    ['Error', 'raises it'],
    ['Cause', 'raises it'],
    ['Seconds', 'waits for it'],
    ['Timestamp', 'waits for it'],
    ['Other', 'uses it'],
  ])('says of %s that the task %s', (field, verb) => {
    expect(lookup.placeOf(`/States/send/${field}`)?.note).toBe(`task 'send' ${verb}`);
  });
});
