import { describe, expect, test } from 'vitest';
import type { AslState } from '#shared/core/asl/model.ts';
import { arrayLabel, objectLabel, opaqueLabel, originsOf, scalarLabel, sensitivityOf, type Label } from '#shared/core/tier/label.ts';
import { analyseMachine, type MachineFlowRequest, type StateFlow } from '#shared/core/tier/machine-flow.ts';
import type { TaskSite } from '#shared/core/tier/task-site.ts';
import { clearanceOf, type Zone } from '#shared/core/tier/tier.ts';
import { machineOf, secret } from './samples.ts';

const INPUT = objectLabel([['pan', secret('pan')], ['name', secret('name')], ['id', scalarLabel(3)], ['kind', scalarLabel(2)], ['lines', arrayLabel(secret('line'), 2)]]);

/** Gets what the test wants to look at. */
function probe(template: string | { readonly [name: string]: string }): AslState {
  return { Type: 'Task', Resource: 'uwf:http', Arguments: template, End: true };
}

function siteIn(zone: Zone, result: Label): TaskSite {
  return { zone, resultOf: () => result, releaseOf: () => undefined };
}

type Flows = ReadonlyMap<string, StateFlow>;

function analyse(states: { readonly [name: string]: AslState }, more: Partial<MachineFlowRequest> = {}): Flows {
  return analyseMachine({ machine: machineOf(states), zone: 'private-cloud', input: INPUT, sites: new Map(), placeOf: () => undefined, ...more });
}

function idsIn(flows: Flows, name = 'probe'): readonly string[] {
  const label = flows.get(name)?.argumentsLabel;
  return label === undefined ? ['not reached'] : originsOf(label).map((origin) => origin.id);
}

function found(flows: Flows): readonly string[] {
  return [...flows.values()].flatMap((flow) => flow.findings.map((finding) => `${finding.field} ${finding.construct} ${finding.machinePointer}`));
}

describe('what passes from state to state', () => {
  test('is looked at in little time when every state doubles what it got', () => {
    const doubling = Array.from({ length: 60 }, (_, index): readonly [string, AslState] => [
      `double${index}`,
      { Type: 'Pass', Output: { a: '{% $states.input %}', b: '{% $states.input %}' }, Next: index < 59 ? `double${index + 1}` : 'probe' },
    ]);
    const flows = analyse({ start: { Type: 'Pass', Next: 'double0' }, ...Object.fromEntries(doubling), probe: probe('{% $states.input %}') });
    expect(idsIn(flows)).toEqual(['line', 'name', 'pan']);
  });

  test('is the output, or the input where there is none', () => {
    expect(idsIn(analyse({ start: { Type: 'Pass', Next: 'probe' }, probe: probe('{% $states.input.pan %}') }))).toEqual(['pan']);
    expect(idsIn(analyse({ start: { Type: 'Pass', Output: { id: '{% $states.input.id %}' }, Next: 'probe' }, probe: probe('{% $states.input %}') }))).toEqual([]);
    expect(idsIn(analyse({ start: { Type: 'Pass', Output: { x: '{% $states.input.pan %}' }, Next: 'probe' }, probe: probe('{% $states.input.x %}') }))).toEqual(['pan']);
    expect(idsIn(analyse({ start: { Type: 'Wait', Seconds: 1, Next: 'probe' }, probe: probe('{% $states.input.name %}') }))).toEqual(['name']);
  });

  test('are variables, which see the input of the state that assigns them', () => {
    const flows = analyse({
      start: { Type: 'Pass', Assign: { kept: '{% $states.input.pan %}', other: 'x' }, Output: {}, Next: 'again' },
      again: { Type: 'Pass', Assign: { other: '{% $kept %}' }, Next: 'probe' },
      probe: probe({ a: '{% $kept %}', b: '{% $other %}', c: '{% $states.input %}' }),
    });
    expect(idsIn(flows)).toEqual(['pan']);
    expect(found(flows)).toEqual([]);
  });

  test('a variable stays when another one is assigned', () => {
    const flows = analyse({ start: { Type: 'Pass', Assign: { kept: '{% $states.input.pan %}' }, Next: 'again' }, again: { Type: 'Pass', Assign: { other: 'x' }, Next: 'probe' }, probe: probe('{% $kept %}') });
    expect(idsIn(flows)).toEqual(['pan']);
  });

  test('a variable that is assigned again forgets what it was', () => {
    const flows = analyse({ start: { Type: 'Pass', Assign: { kept: '{% $states.input.pan %}' }, Next: 'again' }, again: { Type: 'Pass', Assign: { kept: 'none' }, Next: 'probe' }, probe: probe('{% $kept %}') });
    expect(idsIn(flows)).toEqual([]);
  });

  test('is the raw input in the context, whatever happened since', () => {
    const drop: AslState = { Type: 'Pass', Output: {}, Next: 'probe' };
    expect(idsIn(analyse({ drop, probe: probe('{% $states.context.Execution.Input.pan %}') }))).toEqual(['pan']);
    expect(idsIn(analyse({ drop, probe: probe('{% $states.context.Execution %}') }))).toEqual(['line', 'name', 'pan']);
    const facts = analyse({ drop, probe: probe({ id: '{% $states.context.Execution.Id & "x" %}', at: '{% $states.context.State.EnteredTime & "x" %}' }) });
    expect([idsIn(facts), found(facts)]).toEqual([[], []]);
  });

  test('a task without arguments gets its input', () => {
    expect(idsIn(analyse({ probe: { Type: 'Task', Resource: 'uwf:http', End: true } }))).toEqual(['line', 'name', 'pan']);
  });

  test('states that no way leads to are not looked at', () => {
    const flows = analyse({ start: { Type: 'Succeed' }, lost: probe('{% $states.input.pan & "x" %}') });
    expect([...flows.keys()]).toEqual(['start']);
  });

  test('a way to a state that is not there ends', () => {
    expect([...analyse({ start: { Type: 'Pass', Next: 'nowhere' } }).values()].flatMap((flow) => flow.findings)).toEqual([]);
  });
});

describe('results of tasks', () => {
  const call: AslState = { Type: 'Task', Resource: 'uwf:function:rate:1.0.0', Output: { kept: '{% $states.input.pan %}', score: '{% $states.result.score %}' }, Assign: { grade: '{% $states.result.grade %}' }, Next: 'probe' };
  const result = objectLabel([['grade', scalarLabel(2)], ['score', secret('score')]]);

  test('come from its site, and the input stays readable beside them', () => {
    const flows = analyse({ call, probe: probe({ score: '{% $states.input.score %}', kept: '{% $states.input.kept %}', grade: '{% $grade & "x" %}' }) }, { sites: new Map([['call', siteIn('on-prem', result)]]) });
    expect([idsIn(flows), found(flows)]).toEqual([['pan', 'score'], []]);
  });

  test('pass on whole when the state has no output', () => {
    const flows = analyse({ call: { Type: 'Task', Resource: 'uwf:http', Next: 'probe' }, probe: probe('{% $states.input %}') }, { sites: new Map([['call', siteIn('on-prem', result)]]) });
    expect(idsIn(flows)).toEqual(['score']);
  });

  test('are told what the task was given', () => {
    const given: Label[] = [];
    const site: TaskSite = { zone: 'on-prem', resultOf: (label) => (given.push(label), scalarLabel(3)), releaseOf: () => undefined };
    analyse({ call: { Type: 'Task', Resource: 'uwf:evaluate', Arguments: '{% $states.input.name %}', End: true } }, { sites: new Map([['call', site]]) });
    expect(given.map((label) => originsOf(label).map((origin) => origin.id))).toContainEqual(['name']);
  });

  test.each<Zone>(['private-cloud', 'public-cloud', 'on-prem'])('of a task whose site is not known are as sensitive as %s may hold', (zone) => {
    const flows = analyse({ call: { Type: 'Task', Resource: 'uwf:http', Next: 'probe' }, probe: probe('{% $states.input %}') }, { zone });
    expect(flows.get('probe')?.argumentsLabel?.tier).toBe(clearanceOf(zone));
  });
});

describe('failures of tasks', () => {
  const failing = (output: string): AslState => ({ Type: 'Task', Resource: 'uwf:http', Arguments: {}, Catch: [{ ErrorEquals: ['States.ALL'], Output: { e: output, kept: '{% $states.input.pan %}' }, Assign: { name: '{% $states.errorOutput.Error %}' }, Next: 'probe' }], End: true });

  function causeOf(zone: Zone, site?: TaskSite): Label | undefined {
    return analyse({ call: failing('{% $states.errorOutput.Cause %}'), probe: probe('{% $states.input.e %}') }, { zone, sites: site === undefined ? new Map() : new Map([['call', site]]) }).get('probe')?.argumentsLabel;
  }

  test('on-prem tell a code of a closed list: public', () => {
    expect(causeOf('private-cloud', siteIn('on-prem', secret('r')))?.tier).toBe(3);
    expect(causeOf('public-cloud', siteIn('on-prem', secret('r')))?.tier).toBe(3);
  });

  test.each<Zone>(['private-cloud', 'public-cloud', 'on-prem'])('in the own zone %s tell a foreign text: as sensitive as the zone may hold', (zone) => {
    expect(causeOf(zone, siteIn(zone, scalarLabel(3)))?.tier).toBe(clearanceOf(zone));
    expect(causeOf(zone)?.tier).toBe(clearanceOf(zone));
  });

  test('go on with what the catcher keeps', () => {
    const flows = analyse({ call: failing('{% $states.errorOutput %}'), probe: probe({ kept: '{% $states.input.kept %}', name: '{% $name & "x" %}' }) }, { sites: new Map([['call', siteIn('on-prem', secret('r'))]]) });
    expect([idsIn(flows), found(flows)]).toEqual([['pan'], []]);
  });

  test('without an output pass the error on, not the input', () => {
    const call: AslState = { Type: 'Task', Resource: 'uwf:http', Arguments: {}, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'probe' }], End: true };
    expect(idsIn(analyse({ call, probe: probe('{% $states.input %}') }))).toEqual([]);
  });

  test('know nothing of the result', () => {
    const call: AslState = { Type: 'Task', Resource: 'uwf:http', Arguments: {}, Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $states.result %}', Next: 'probe' }], End: true };
    expect(idsIn(analyse({ call, probe: probe('{% $states.input %}') }, { sites: new Map([['call', siteIn('on-prem', secret('r'))]]) }))).toEqual([]);
  });
});

describe('branches', () => {
  test('each rule has its own output and assigns, and so has the default', () => {
    const choose: AslState = {
      Type: 'Choice',
      Choices: [{ Condition: "{% $states.input.kind = 'a' %}", Output: { v: '{% $states.input.pan %}' }, Assign: { w: 'x' }, Next: 'left' }, { Condition: true, Next: 'middle' }],
      Output: { v: '{% $states.input.id %}' },
      Assign: { w: '{% $states.input.name %}' },
      Default: 'right',
    };
    const flows = analyse({ choose, left: probe('{% [$states.input.v, $w] %}'), middle: probe('{% [$states.input.pan, $w] %}'), right: probe('{% [$states.input.v, $w] %}') });
    expect([idsIn(flows, 'left'), idsIn(flows, 'middle'), idsIn(flows, 'right')]).toEqual([['pan'], ['pan'], ['name']]);
    expect(found(flows)).toEqual([]);
  });

  test('what meets again is everything that it could be', () => {
    const flows = analyse({
      choose: { Type: 'Choice', Choices: [{ Condition: "{% $states.input.kind = 'a' %}", Next: 'left' }], Default: 'right' },
      left: { Type: 'Pass', Output: { v: '{% $states.input.pan %}' }, Assign: { w: 1 }, Next: 'probe' },
      right: { Type: 'Pass', Output: { v: 'none' }, Assign: { w: '{% $states.input.name %}' }, Next: 'probe' },
      probe: probe('{% [$states.input.v, $w] %}'),
    });
    expect(idsIn(flows)).toEqual(['name', 'pan']);
  });

  test('what inspects on one way is found, whichever way is followed first', () => {
    const states = (first: string, second: string): { readonly [name: string]: AslState } => ({
      choose: { Type: 'Choice', Choices: [{ Condition: "{% $states.input.kind = 'a' %}", Next: first }], Default: second },
      clean: { Type: 'Pass', Output: { v: 'none' }, Next: 'use' },
      dirty: { Type: 'Pass', Output: { v: '{% $states.input.pan %}' }, Next: 'use' },
      use: { Type: 'Pass', Output: '{% $uppercase($states.input.v) %}', End: true },
    });
    expect(found(analyse(states('clean', 'dirty')))).toEqual(['output compute /States/use/Output']);
    expect(found(analyse(states('dirty', 'clean')))).toEqual(['output compute /States/use/Output']);
  });
});

describe('loops', () => {
  const again = (output: string): { readonly [name: string]: AslState } => ({
    probe: { Type: 'Task', Resource: 'uwf:http', Arguments: '{% $carried %}', Next: 'carry' },
    carry: { Type: 'Pass', Assign: { carried: output }, Next: 'more' },
    more: { Type: 'Choice', Choices: [{ Condition: "{% $states.context.Execution.Id = 'x' %}", Next: 'probe' }], Default: 'end' },
    end: { Type: 'Succeed' },
  });

  test('bring back what a later round keeps', () => {
    expect(idsIn(analyse(again('{% $states.context.Execution.Input.pan %}')))).toEqual(['pan']);
  });

  test('end when nothing changes any more', () => {
    expect(idsIn(analyse(again('{% $carried %}')))).toEqual([]);
  });

  test('in which a value grows with every round end too, and lose nothing but its shape', () => {
    const flows = analyse(again('{% {"before": $carried, "pan": $states.context.Execution.Input.pan} %}'));
    const label = flows.get('probe')?.argumentsLabel;
    expect(idsIn(flows)).toEqual(['pan']);
    expect(label === undefined ? 3 : sensitivityOf(label)).toBe(1);
  });

  test('through the input lose its shape, and what looks inside is found', () => {
    const flows = analyse({
      grow: { Type: 'Pass', Output: { before: '{% $states.input %}' }, Next: 'look' },
      look: { Type: 'Choice', Choices: [{ Condition: "{% $states.context.Execution.Id = 'x' %}", Next: 'grow' }], Default: 'use' },
      use: { Type: 'Pass', Output: `{% $states.input${'.before'.repeat(30)}.pan & "x" %}`, End: true },
    });
    expect(found(flows)).toContain('output compute /States/use/Output');
  });
});

describe('what is seen by others than tasks', () => {
  test.each<[string, AslState, readonly string[]]>([
    ['a condition', { Type: 'Choice', Choices: [{ Condition: "{% $states.input.pan = 'x' %}", Next: 'end' }] }, ['condition compare /States/start/Choices/0/Condition', 'condition decide /States/start/Choices/0/Condition']],
    ['a condition that is only moved', { Type: 'Choice', Choices: [{ Condition: '{% $states.input.pan %}', Next: 'end' }] }, ['condition decide /States/start/Choices/0/Condition']],
    ['a condition on clear data', { Type: 'Choice', Choices: [{ Condition: "{% $states.input.kind = 'x' %}", Next: 'end' }] }, []],
    ['a length of a wait', { Type: 'Wait', Seconds: '{% $states.input.pan %}', Next: 'end' }, ['duration compute /States/start/Seconds']],
    ['a time to wait for', { Type: 'Wait', Timestamp: '{% $states.input.pan %}', Next: 'end' }, ['duration compute /States/start/Timestamp']],
    ['a static wait', { Type: 'Wait', Seconds: 3, Next: 'end' }, []],
    ['a timeout', { Type: 'Task', Resource: 'uwf:http', Arguments: {}, TimeoutSeconds: '{% $states.input.pan %}', Next: 'end' }, ['duration compute /States/start/TimeoutSeconds']],
    ['a heartbeat', { Type: 'Task', Resource: 'uwf:http', Arguments: {}, HeartbeatSeconds: '{% $states.input.pan %}', Next: 'end' }, ['duration compute /States/start/HeartbeatSeconds']],
    ['an error name', { Type: 'Fail', Error: '{% $states.input.pan %}' }, ['error compute /States/start/Error']],
    ['an error text', { Type: 'Fail', Error: 'no', Cause: '{% $states.input.name %}' }, ['error compute /States/start/Cause']],
    ['a static error', { Type: 'Fail', Error: 'no', Cause: 'static' }, []],
    ['an output that moves', { Type: 'Succeed', Output: '{% $states.input.pan %}' }, []],
    ['an output that computes', { Type: 'Succeed', Output: '{% $length($states.input.pan) %}' }, ['output compute /States/start/Output']],
    ['an assignment that computes', { Type: 'Pass', Assign: { x: '{% $length($states.input.pan) %}' }, Next: 'end' }, ['assign compute /States/start/Assign/x']],
    ['arguments that compute', { Type: 'Task', Resource: 'uwf:http', Arguments: { x: '{% $length($states.input.pan) %}' }, Next: 'end' }, ['arguments compute /States/start/Arguments/x']],
  ])('%s', (_name, start, expected) => {
    const findings = found(analyse({ start, end: { Type: 'Succeed' } }));
    expect([...new Set(findings)]).toEqual(expected);
  });

  test('nothing is found on-prem, where all of it may be in the clear', () => {
    const start: AslState = { Type: 'Choice', Choices: [{ Condition: "{% $states.input.pan = 'x' %}", Next: 'end' }], Default: 'end' };
    expect(found(analyse({ start, end: { Type: 'Fail', Error: 'x', Cause: '{% $states.input.pan %}' } }, { zone: 'on-prem' }))).toEqual([]);
  });

  test('fields of catchers and rules are found at their place', () => {
    const flows = analyse({
      call: { Type: 'Task', Resource: 'uwf:http', Arguments: {}, Catch: [{ ErrorEquals: ['X'], Next: 'end' }, { ErrorEquals: ['States.ALL'], Output: '{% $states.input.pan & "x" %}', Next: 'choose' }], End: true },
      choose: { Type: 'Choice', Choices: [{ Condition: true, Assign: { a: '{% $states.context.Execution.Input.pan & "x" %}' }, Next: 'end' }] },
      end: { Type: 'Succeed' },
    });
    expect(found(flows)).toEqual(['output compute /States/call/Catch/1/Output', 'assign compute /States/choose/Choices/0/Assign/a']);
  });
});

test('a value that passes places tells of its way', () => {
  const flows = analyse(
    { start: { Type: 'Pass', Output: { x: '{% $states.input.pan %}' }, Next: 'probe' }, probe: probe({ y: '{% $states.input.x %}' }) },
    { placeOf: (pointer) => ({ pointer, note: 'moves' }), input: objectLabel([['pan', opaqueLabel(1, [{ id: 'pan', tier: 1 }])]]) },
  );
  const label = flows.get('probe')?.argumentsLabel;
  expect(label?.shape.kind === 'object' && label.shape.fields.get('y')?.trail.map((place) => place.pointer)).toEqual(['/States/start/Output/x', '/States/probe/Arguments/y']);
});
