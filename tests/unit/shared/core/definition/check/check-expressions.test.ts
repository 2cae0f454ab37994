import { describe, expect, test } from 'vitest';
import { checkExpressions } from '#shared/core/definition/check/check-expressions.ts';
import { collectPlaces } from '#shared/core/definition/check/places.ts';
import { documentOf } from './documents.ts';

const HEAD = 'document: {}\n';

function findings(rest: string, head = HEAD): readonly (readonly [string, string])[] {
  const document = documentOf(rest, head);
  return checkExpressions(document, collectPlaces(document)).map(({ code, pointer }) => [code, pointer]);
}

const task = (text: string): string => `do:\n  - t: ${text}\n`;

describe('evaluate', () => {
  test('knows jsonata and jq, and strict mode only', () => {
    expect(findings('evaluate: {language: jsonata, mode: strict}\n')).toEqual([]);
    expect(findings('evaluate: {language: jq}\n')).toEqual([]);
    expect(findings('evaluate: {language: js}\n')).toEqual([['UWF-1061', '/evaluate/language']]);
    expect(findings('evaluate: {mode: loose}\n')).toEqual([['UWF-1062', '/evaluate/mode']]);
  });
});

test.each([
  [task('{set: {a: $x}}'), '/do/0/t/set/a'],
  [task('{set: {a: [{b: "Hello ${ $x }!"}]}}'), '/do/0/t/set/a/0/b'],
  [task('{call: f, with: {a: .b}}'), '/do/0/t/with/a'],
  [task('{call: http, with: {method: get, endpoint: "https://x/${.id}"}}'), '/do/0/t/with/endpoint'],
  [task('{call: http, with: {method: get, endpoint: x, body: $input.a}}'), '/do/0/t/with/body'],
  [task('{call: http, with: {method: get, endpoint: x, query: {q: .a.b}}}'), '/do/0/t/with/query/q'],
  [task('{raise: {error: {type: x, status: 1, detail: $x}}}'), '/do/0/t/raise/error/detail'],
  [task('{set: {a: 1}, output: {as: {a: $x}}}'), '/do/0/t/output/as/a'],
  ['input: {from: {a: $x}}\n', '/input/from/a'],
  [task('{call: openapi, with: {parameters: {a: .b}}}'), '/do/0/t/with/parameters/a'],
  [task('{call: asyncapi, with: {message: {payload: {a: .b}}}}'), '/do/0/t/with/message/payload/a'],
  [task('{call: a2a, with: {parameters: {a: .b}, server: x}}'), '/do/0/t/with/parameters/a'],
  [task('{call: mcp, with: {transport: {http: {headers: {a: .b}}}}}'), '/do/0/t/with/transport/http/headers/a'],
  [task('{call: http, with: {endpoint: {uri: x, authentication: {bearer: {token: .t}}}}}'), '/do/0/t/with/endpoint/authentication/bearer/token'],
  [task('{call: grpc, with: {service: {authentication: {basic: {username: u, password: $x}}}}}'), '/do/0/t/with/service/authentication/basic/password'],
  ['use: {authentications: {a: {bearer: {token: .t}}}}\n', '/use/authentications/a/bearer/token'],
  [task('{for: {in: [{a: .b}]}, do: []}'), '/do/0/t/for/in/0/a'],
  [task('{emit: {event: {with: {data: {a: $item}}}}}'), '/do/0/t/emit/event/with/data/a'],
  [task('{run: {workflow: {input: {customer: .user}}}}'), '/do/0/t/run/workflow/input/customer'],
  [task('{run: {shell: {command: x, arguments: [.a]}}}'), '/do/0/t/run/shell/arguments/0'],
  [task('{listen: {to: {any: [{with: {data: .a}}]}}}'), '/do/0/t/listen/to/any/0/with/data'],
  [task('{listen: {to: {one: {with: {type: x}, correlate: {a: {from: .a, expect: $context.a}}}}}}'), '/do/0/t/listen/to/one/correlate/a/expect'],
  [task('{listen: {to: {any: []}}, foreach: {output: {as: {a: .b}}}}'), '/do/0/t/foreach/output/as/a'],
])('%j has a text that looks like an expression', (rest, pointer) => {
  expect(findings(rest)).toEqual([['UWF-1060', pointer]]);
});

test.each([
  task('{set: {a: "${ $x }", b: text, c: 5, d: $5.00}}'),
  task('{set: {a: 1}, if: $x, input: {from: $x}, output: {as: .b}, export: {as: "${ $x }"}}'),
  task('{switch: [{a: {when: $x, then: end}}]}'),
  task('{run: {shell: {command: "echo ${HOME}"}}}'),
  task('{run: {script: {language: js, code: "`${x}`"}}}'),
  task('{run: {container: {image: x, command: "echo ${HOME}"}}}'),
  task('{for: {in: .items}, while: .go, do: []}'),
  task('{listen: {to: {any: [], until: .x}}, foreach: {export: {as: .b}}}'),
])('%j has none', (rest) => {
  expect(findings(rest)).toEqual([]);
});

test.each([
  [task('{set: {a: 1}, if: ""}'), '/do/0/t/if'],
  [task('{set: {a: 1}, if: "${ }"}'), '/do/0/t/if'],
  [task('{switch: [{a: {when: " ", then: end}}]}'), '/do/0/t/switch/0/a/when'],
  [task('{try: [], catch: {when: "${}"}}'), '/do/0/t/catch/when'],
  [task('{try: [], catch: {retry: {exceptWhen: ""}}}'), '/do/0/t/catch/retry/exceptWhen'],
  [task('{set: {a: "${ }"}}'), '/do/0/t/set/a'],
  ['output: {as: ""}\n', '/output/as'],
  [task('{for: {in: "${ }"}, do: []}'), '/do/0/t/for/in'],
  [task('{for: {in: .x}, while: "", do: []}'), '/do/0/t/while'],
  [task('{listen: {to: {any: [], until: ""}}}'), '/do/0/t/listen/to/until'],
  [task('{listen: {to: {one: {with: {}, correlate: {a: {from: ""}}}}}}'), '/do/0/t/listen/to/one/correlate/a/from'],
  [task('{call: asyncapi, with: {subscription: {consume: {while: "${ }"}}}}'), '/do/0/t/with/subscription/consume/while'],
  ['use: {extensions: [{e: {extend: all, when: ""}}]}\n', '/use/extensions/0/e/when'],
  ['use: {retries: {r: {when: "${}"}}}\n', '/use/retries/r/when'],
  ['schedule: {on: {any: [], until: " "}}\n', '/schedule/on/until'],
])('%j has an empty expression', (rest, pointer) => {
  expect(findings(rest)).toEqual([['UWF-1063', pointer]]);
});
