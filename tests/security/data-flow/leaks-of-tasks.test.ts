import { describe, expect, test } from 'vitest';
import { compileTasks, notify } from './documents.ts';

/*
 * Ways through tasks that open scopes of their own, loop, or hand data to events, other workflows and processes. Each leak has a look-alike.
 */

interface Case {
  readonly name: string;
  readonly tasks: string;
  /** Absent: the document is accepted. */
  readonly found?: string;
}

const CHECK = "{ call: check-person:1.0.0@default, with: { person: '${ $ }' } }";
const HTTP = "{ call: http, with: { method: get, endpoint: 'https://a.example/' } }";
const fork = (branches: string, more = ''): string => `  - f:\n      fork:\n        branches:\n${branches}${more}`;
const race = (branches: string): string => `  - f:\n      fork:\n        compete: true\n        branches:\n${branches}`;
const two = (one: string, other: string): string => `          - one: ${one}\n          - other: ${other}\n`;
const loop = (items: string, body: string, more = ''): string => `  - l:\n      for: { each: it, in: '\${ ${items} }' }\n${more}      do:\n        - b: ${body}\n`;
const sendItem = (expression: string): string => `{ call: http, with: { method: post, endpoint: 'https://a.example/', body: { x: '\${ ${expression} }' } } }`;

const CASES: readonly Case[] = [
  { name: 'a sealed part of one branch', tasks: `do:\n${fork(two(CHECK, HTTP))}${notify("{ n: '${ $[0].notes }' }")}`, found: 'UWF-3001 /do/1/notify/with/body/n' },
  { name: 'a clear part of one branch beside a sealed one', tasks: `do:\n${fork(two(CHECK, HTTP))}${notify("{ n: '${ $[0].resolution }', o: '${ $[1] }' }")}` },
  { name: 'the outputs of all branches', tasks: `do:\n${fork(two(CHECK, HTTP))}${notify("{ all: '${ $ }' }")}`, found: 'UWF-3001 /do/1/notify/with/body/all' },
  { name: 'a Tier 1 field inside of a branch', tasks: `do:\n${fork(two(sendItem('client_name'), HTTP))}`, found: 'UWF-3001 /do/0/f/fork/branches/0/one/with/body/x' },
  { name: 'a branch that decides by a Tier 1 field', tasks: `do:\n${fork(two("{ if: '${ flag }', set: { a: 1 } }", HTTP))}`, found: 'UWF-3003 /do/0/f/fork/branches/0/one/if' },
  { name: 'an error of a branch with a Tier 1 field', tasks: `do:\n${fork(two("{ raise: { error: { type: 'https://bank.example/no', status: 400, detail: '${ client_name }' } } }", HTTP))}`, found: 'UWF-3004 /do/0/f/fork/branches/0/one/raise/error' },
  { name: 'an error of a branch with a clear text', tasks: `do:\n${fork(two("{ raise: { error: { type: 'https://bank.example/no', status: 400, detail: '${ id }' } } }", HTTP))}` },
  { name: 'a sealed part of whoever wins', tasks: `do:\n${race(two(CHECK, "{ set: { resolution: x, notes: none } }"))}${notify("{ n: '${ notes }' }")}`, found: 'UWF-3001 /do/1/notify/with/body/n' },
  { name: 'a clear part of whoever wins', tasks: `do:\n${race(two(CHECK, "{ set: { resolution: x, p: '${ client_name }' } }"))}${notify("{ r: '${ resolution }' }")}` },
  { name: 'what comes out of a time limit', tasks: `do:\n  - d:\n      timeout: { after: PT5S }\n      do:\n        - s: { set: { a: '\${ id }', n: '\${ client_name }' } }\n${notify("{ n: '${ n }' }")}`, found: 'UWF-3001 /do/1/notify/with/body/n' },
  { name: 'a clear part of what comes out of a time limit', tasks: `do:\n  - d:\n      timeout: { after: PT5S }\n      do:\n        - s: { set: { a: '\${ id }', n: '\${ client_name }' } }\n${notify("{ a: '${ a }' }")}` },
  { name: 'a sealed member of an item', tasks: `do:\n${loop('items', sendItem('$it.owner'))}`, found: 'UWF-3001 /do/0/l/do/0/b/with/body/x' },
  { name: 'a clear member of an item', tasks: `do:\n${loop('items', sendItem('$it.sku'))}` },
  { name: 'a sealed member of an item for a function of the bank', tasks: `do:\n${loop('items', "{ call: check-person:1.0.0@default, with: { who: '${ $it.owner }' } }")}${notify("{ r: '${ resolution }' }")}` },
  { name: 'items that a Tier 1 field selects', tasks: `do:\n${loop('items[owner = "x"]', "{ set: { a: 1 } }").replace("'${ items[owner = \"x\"] }'", '"${ items[owner = \'x\'] }"')}`, found: 'UWF-3002 /do/0/l/for/in' },
  { name: 'a loop that goes on while a Tier 1 field says so', tasks: `do:\n${loop('items', '{ set: { a: 1 } }', "      while: '${ $it.owner = \"x\" }'\n")}`, found: 'UWF-3003 /do/0/l/while' },
  { name: 'what an iteration leaves to the next one', tasks: `do:\n${loop('items', "{ call: http, with: { method: post, endpoint: 'https://a.example/', body: { x: '${ $.last }' } }, output: { as: { last: '${ $it.owner }' } } }")}`, found: 'UWF-3001 /do/0/l/do/0/b/with/body/x' },
  { name: 'a computation on an item, which moves on-prem', tasks: `do:\n${loop('items', "{ set: { up: '${ $uppercase($it.owner) }', sku: '${ $it.sku }' } }")}${notify("{ s: '${ sku }' }")}` },
  { name: 'the data of an event', tasks: "do:\n  - e:\n      emit: { event: { with: { type: com.example.done, data: { n: '${ client_name }' } } } }\n", found: 'UWF-3001 /do/0/e/emit/event/with/data/n' },
  { name: 'clear data of an event', tasks: "do:\n  - e:\n      emit: { event: { with: { type: com.example.done, data: { n: '${ id }' } } } }\n" },
  { name: 'an event that its author wants on-prem', tasks: "do:\n  - e:\n      metadata: { uwf: { zone: on-prem } }\n      emit: { event: { with: { type: com.example.done, data: { n: '${ client_name }' } } } }\n", found: 'UWF-3020 /do/0/e/metadata/uwf/zone' },
  { name: 'a filter of a listener', tasks: "do:\n  - w:\n      listen: { to: { one: { with: { type: com.example.done, subject: '${ $ = $workflow.input.client_name }' } } } }\n", found: 'UWF-3001 /do/0/w' },
  { name: 'what a correlation expects', tasks: "do:\n  - w:\n      listen: { to: { one: { with: { type: com.example.done }, correlate: { c: { from: '${ data.n }', expect: '${ client_name }' } } } } }\n", found: 'UWF-3001 /do/0/w/listen/to/one/correlate/c/expect' },
  { name: 'a command that the caller chooses', tasks: "do:\n  - r:\n      run: { shell: { command: '${ id }' } }\n", found: 'UWF-2035 /do/0/r/run/shell/command' },
  { name: 'code that the caller chooses', tasks: "do:\n  - r:\n      run: { script: { language: js, code: '${ id }' } }\n", found: 'UWF-2035 /do/0/r/run/script/code' },
  { name: 'a text that only looks like an expression of the machine', tasks: `do:\n  - s: { set: { x: '{% $states.context.Execution.Input.client_name %}' } }\n${notify("{ x: '${ x }' }")}` },
  { name: 'the input of another workflow', tasks: "do:\n  - r:\n      run: { workflow: { namespace: tests, name: other, version: 1.0.0, input: { n: '${ client_name }' } } }\n", found: 'UWF-3001 /do/0/r/run/workflow/input/n' },
  { name: 'the output of a shell', tasks: `do:\n  - r:\n      run: { shell: { command: cat } }\n${notify("{ o: '${ $ }' }")}`, found: 'UWF-3001 /do/1/notify/with/body/o' },
  { name: 'a shell that its author wants in the cloud', tasks: 'do:\n  - r:\n      metadata: { uwf: { zone: private-cloud } }\n      run: { shell: { command: cat } }\n', found: 'UWF-3020 /do/0/r/metadata/uwf/zone' },
];

describe('tasks with scopes, loops and sinks of their own', () => {
  test.each(CASES)('$name', ({ tasks, found }) => {
    const outcome = compileTasks(tasks);
    const errors = outcome.diagnostics.filter((one) => one.severity === 'error').map((one) => `${one.code} ${one.pointer}`);
    if (found === undefined) expect(errors).toEqual([]);
    else expect(errors).toContain(found);
  });
});
