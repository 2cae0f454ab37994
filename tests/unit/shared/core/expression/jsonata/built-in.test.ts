import { describe, expect, test } from 'vitest';
import { BUILT_IN_FUNCTIONS, isBuiltinFunction } from '#shared/core/expression/jsonata/built-in.ts';
import { engine } from '#shared/core/expression/jsonata/engine.ts';

describe('the table of built-in functions', () => {
  test('lists exactly the functions of the engine, with their signatures', () => {
    for (const [name, { signature }] of BUILT_IN_FUNCTIONS) {
      expect(engine.staticFrame.lookup(name), name).toMatchObject({ signature: { definition: signature } });
    }
    expect([...BUILT_IN_FUNCTIONS.keys()].toSorted()).toEqual(Object.keys(Object(engine.staticFrame).bindings).toSorted());
  });

  test('does not know $eval', () => {
    expect(isBuiltinFunction('eval')).toBe(false);
    expect(isBuiltinFunction('sum')).toBe(true);
    expect(isBuiltinFunction('constructor')).toBe(false);
  });

  test('says which functions differ from call to call, and which are not of JSONata', () => {
    const names = (matches: (entry: { readonly origin: string; readonly deterministic: boolean }) => boolean) =>
      [...BUILT_IN_FUNCTIONS].filter(([, entry]) => matches(entry)).map(([name]) => name).toSorted();
    expect(names((entry) => !entry.deterministic)).toEqual(['millis', 'now', 'random', 'shuffle', 'uuid']);
    expect(names((entry) => entry.origin === 'aws')).toEqual(['hash', 'parse', 'partition', 'random', 'range', 'uuid']);
  });
});
