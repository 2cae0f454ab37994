import { describe, expect, test } from 'vitest';
import type { AslMachine } from '#shared/core/asl/model.ts';
import { prepareProgram } from '#shared/core/interpreter/program.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';

/** Machines that come from elsewhere hold what our types exclude. */
function foreign(machine: JsonObject): AslMachine {
  return machine as unknown as AslMachine;
}

function problemsOf(states: JsonObject, more: JsonObject = {}): readonly string[] {
  const program = prepareProgram(foreign({ QueryLanguage: 'JSONata', StartAt: 'A', States: states, ...more }));
  return program.ok ? [] : program.error.map((problem) => `${problem.pointer}: ${problem.message}`);
}

const END = { Type: 'Succeed' };

test('prepares every kind of state', () => {
  const states = {
    A: { Type: 'Pass', Next: 'B' },
    B: { Type: 'Task', Resource: 'uwf:http', Retry: [{ ErrorEquals: ['States.ALL'] }], Catch: [{ ErrorEquals: ['States.ALL'], Next: 'E' }], Next: 'C' },
    C: { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: 'D' }, { Condition: true, Next: 'D' }], Default: 'E' },
    D: { Type: 'Wait', Seconds: 1.5, Next: 'F' },
    E: { Type: 'Fail', Error: 'E', Cause: '{% $states.input.cause %}' },
    F: END,
  };
  expect(problemsOf(states, { TimeoutSeconds: 0.5 })).toEqual([]);
});

test('takes machines in JSONPath, and states in JSONata within them', () => {
  expect(prepareProgram(foreign({ StartAt: 'A', States: { A: { Type: 'Pass', Parameters: { 'a.$': '$.x' }, Next: 'B' }, B: { QueryLanguage: 'JSONata', ...END } } })).ok).toBe(true);
});

test('takes a machine whose states each say that they are JSONata', () => {
  expect(prepareProgram(foreign({ QueryLanguage: 'JSONPath', StartAt: 'A', States: { A: { QueryLanguage: 'JSONata', Type: 'Pass', End: true } } })).ok).toBe(true);
});

describe('refuses', () => {
  test('a type that is a name of every object', () => {
    expect(problemsOf({ A: { Type: 'constructor', End: true } })).toHaveLength(1);
  });

  test('JSONPath in a machine that is JSONata as a whole', () => {
    expect(problemsOf({ A: { Type: 'Pass', QueryLanguage: 'JSONPath', End: true } })).toEqual([
      "/States/A/QueryLanguage: 'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
    ]);
  });

  test('scopes without the states that they lead to, where they stand', () => {
    const scope = (more: JsonObject) => ({ StartAt: 'X', States: { S: { Type: 'Pass', Next: 'A' } }, ...more });
    const states = {
      A: { Type: 'Parallel', Branches: [{ StartAt: 'B', States: { B: END } }, scope({})], Next: 'M' },
      M: { Type: 'Map', ItemProcessor: scope({ States: { T: END } }), Next: 'L' },
      L: { Type: 'Map', Iterator: scope({ States: { U: END } }), End: true },
    };
    expect(problemsOf(states)).toEqual([
      '/States/A/Branches/1/StartAt: StartAt names no state',
      '/States/A/Branches/1/States/S/Next: The next state does not exist',
      '/States/M/ItemProcessor/StartAt: StartAt names no state',
      '/States/L/Iterator/StartAt: StartAt names no state',
    ]);
  });

  test('two states of one name, in whatever scopes', () => {
    expect(problemsOf({ A: { Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: END } }], End: true } })).toEqual([
      '/States/A/Branches/0/States/A: Another state of the machine has the same name',
    ]);
  });

  test('a Parallel without branches and a Map without a processor', () => {
    expect(problemsOf({ A: { Type: 'Parallel', Branches: [], Next: 'B' }, B: { Type: 'Map', End: true } })).toEqual([
      '/States/A/Branches: A Parallel has at least one branch',
      '/States/B: A Map has an ItemProcessor',
    ]);
  });

  test('states without the lists and scopes without the states that they are made of', () => {
    const states = {
      A: { Type: 'Choice', Default: 'B' },
      B: { Type: 'Parallel', End: true },
      C: { Type: 'Parallel', Branches: [{ StartAt: 'x' }], End: true },
    };
    expect(problemsOf(states)).toEqual(['/States/A/Choices: Expected an array', '/States/B/Branches: Expected an array', '/States/C/Branches/0/States: Expected an object']);
  });

  test('scopes that are nested too deeply', () => {
    let states: JsonObject = { last: END };
    for (let level = 0; level < 40; level += 1) states = { [`p${level}`]: { Type: 'Parallel', Branches: [{ StartAt: Object.keys(states)[0] ?? '', States: states }], End: true } };
    const problems = problemsOf({ A: { Type: 'Parallel', Branches: [{ StartAt: 'p39', States: states }], End: true } });
    expect(problems).toEqual([expect.stringMatching(/Scopes are nested deeper than 32 levels$/)]);
  });

  test('fields of JSONPath, which would have no effect', () => {
    expect(problemsOf({ A: { Type: 'Pass', Result: 1, ResultPath: '$.x', End: true } })).toEqual([
      '/States/A/ResultPath: ResultPath is a field of JSONPath states only',
      '/States/A/Result: Result is a field of JSONPath states only',
    ]);
  });

  test('states that lead nowhere or to two places', () => {
    expect(problemsOf({ A: { Type: 'Pass' } })).toEqual(['/States/A: A state has either Next or End']);
    expect(problemsOf({ A: { Type: 'Pass', Next: 'B', End: true }, B: END })).toEqual(['/States/A: A state has either Next or End']);
  });

  test('ways to states that do not exist, all at once', () => {
    const states = {
      A: { Type: 'Task', Resource: 'r', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'X1' }], Next: 'X2' },
      B: { Type: 'Choice', Choices: [{ Condition: true, Next: 'X3' }], Default: 'toString' },
    };
    expect(problemsOf(states, { StartAt: 'X4' })).toEqual([
      '/StartAt: StartAt names no state',
      '/States/A/Catch[0]/Next: The next state does not exist',
      '/States/A/Next: The next state does not exist',
      '/States/B/Choices[0]/Next: The next state does not exist',
      '/States/B/Default: The next state does not exist',
    ]);
  });

  test('expressions that do not parse, wherever they are', () => {
    const problems = problemsOf({ A: { Type: 'Pass', Output: { deep: ['{% 1 + %}'] }, Assign: { v: '{% ( %}' }, End: true } });
    expect(problems.map((problem) => problem.split(':')[0])).toEqual(['/States/A/Output/deep[0]', '/States/A/Assign/v']);
  });

  test('literals of the wrong type and out of range', () => {
    const states = {
      A: { Type: 'Choice', Choices: [{ Condition: 'true', Next: 'B' }] },
      B: { Type: 'Wait', Seconds: -1, End: true },
      C: { Type: 'Wait', Timestamp: 'tomorrow', End: true },
      D: { Type: 'Task', Resource: 'r', TimeoutSeconds: 0, HeartbeatSeconds: '5', End: true },
      E: { Type: 'Wait', Seconds: 1, Timestamp: '2024-01-01T00:00:00Z', End: true },
      F: { Type: 'Choice', Choices: [] },
      G: { Type: 'Fail', Error: 7 },
    };
    expect(problemsOf(states, { TimeoutSeconds: 0 })).toEqual([
      '/TimeoutSeconds: TimeoutSeconds must be more than zero and at most 99999999 seconds',
      '/States/A/Choices[0]/Condition: Expected a boolean or an expression',
      '/States/B/Seconds: Seconds must be zero or more and at most 99999999 seconds',
      '/States/C/Timestamp: Timestamp must be an RFC 3339 timestamp with T and an offset',
      '/States/D/TimeoutSeconds: TimeoutSeconds must be more than zero and at most 99999999 seconds',
      '/States/D/HeartbeatSeconds: Expected a number or an expression',
      '/States/E: A Wait has either Seconds or Timestamp',
      '/States/F/Choices: A Choice has at least one rule',
      '/States/G/Error: Expected a string or an expression',
    ]);
  });

  test('a variable called states', () => {
    expect(problemsOf({ A: { Type: 'Pass', Assign: { states: 1 }, End: true } })).toEqual(["/States/A/Assign/states: The variable name 'states' is reserved"]);
  });

  test('templates that are nested too deeply', () => {
    let template: JsonObject = {};
    for (let level = 0; level < 100; level += 1) template = { a: template };
    expect(problemsOf({ A: { Type: 'Pass', Output: template, End: true } })).toEqual(['/States/A: A template is nested deeper than 64 levels']);
  });

  test('states with a slash in their name, by a pointer that is escaped', () => {
    expect(problemsOf({ A: { Type: 'Pass', End: true }, 'a/b': { Type: 'Pass' } })).toEqual(['/States/a~1b: A state has either Next or End']);
  });
});
