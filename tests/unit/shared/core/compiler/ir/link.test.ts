import { describe, expect, test } from 'vitest';
import { linkProgram } from '#shared/core/compiler/ir/link.ts';
import { END, type DraftProgram, type StateDraft } from '#shared/core/compiler/ir/model.ts';
import { InvariantError } from '#shared/core/kernel/assert.ts';
import { draft } from './drafts.ts';

const program = (states: readonly StateDraft[], aliases: readonly (readonly [string, string])[] = []): DraftProgram => ({ start: '/a', states, aliases: new Map(aliases) });

describe('linkProgram()', () => {
  test('puts names in place of labels, through aliases, in every kind of state', () => {
    const { machine, sourceMap, traits } = linkProgram({
      ...program(
        [
          draft('a', '/a', 'body', { state: { Type: 'Pass', Next: 'to-b' }, origins: [{ field: '/Output/x', origin: '/do/0/a/set/x' }] }),
          draft('b', '/b', 'body', { state: { Type: 'Task', Resource: 'r', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'to-c' }], Next: END }, evaluate: { state: { Type: 'Task', Resource: 'e', Next: 'to-b' }, origins: [] } }),
          draft('c', '/c', 'body', { state: { Type: 'Choice', Choices: [{ Condition: true, Next: END }], Default: '/d' } }),
          draft('d', '/d', 'body', { state: { Type: 'Wait', Seconds: 1, Next: END } }),
        ],
        [
          ['to-b', '/b'],
          ['to-c', 'also-c'],
          ['also-c', '/c'],
        ],
      ),
      timeoutSeconds: 9,
    });
    expect(machine).toEqual({
      QueryLanguage: 'JSONata',
      StartAt: 'a',
      TimeoutSeconds: 9,
      States: {
        a: { Type: 'Pass', Next: 'b' },
        b: { Type: 'Task', Resource: 'r', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'c' }], End: true },
        c: { Type: 'Choice', Choices: [{ Condition: true, Next: 'workflow.end' }], Default: 'd' },
        d: { Type: 'Wait', Seconds: 1, End: true },
        'workflow.end': { Type: 'Succeed' },
      },
    });
    expect(sourceMap.fields).toEqual({ '/States/a/Output/x': '/do/0/a/set/x' });
    expect(traits.get('b')?.evaluate).toEqual({ Type: 'Task', Resource: 'e', Next: 'b' });
  });

  test('stops at a label that leads nowhere, or in a circle', () => {
    const lost = draft('a', '/a', 'body', { state: { Type: 'Pass', Next: '/nowhere' } });
    expect(() => linkProgram(program([lost]))).toThrow(InvariantError);
    const circle = draft('a', '/a', 'body', { state: { Type: 'Pass', Next: 'x' } });
    expect(() => linkProgram(program([circle], [['x', 'y'], ['y', 'x']]))).toThrow(InvariantError);
  });
});
