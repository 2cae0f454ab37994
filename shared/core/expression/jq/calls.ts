import type { JqExpression } from './ast.ts';
import { ARRAY_CALLS } from './calls-array.ts';
import type { CallSite, CallTable, JqCallNode } from './call-site.ts';
import { OBJECT_CALLS } from './calls-object.ts';
import { SCALAR_CALLS } from './calls-scalar.ts';
import { STREAM_CALLS, STREAMS } from './calls-stream.ts';
import { TEXT_CALLS } from './calls-text.ts';
import type { Code } from './code.ts';
import type { JqScope } from './scope.ts';
import { refuseConstruct, type Translator } from './translator.ts';

const VALUES: CallTable = new Map([...ARRAY_CALLS, ...OBJECT_CALLS, ...SCALAR_CALLS, ...STREAM_CALLS, ...TEXT_CALLS]);

/** What jq has and a workflow has not, or what has no counterpart; with a way out. */
const REFUSED: { readonly [name: string]: readonly [reason: string, suggestion: string] } = {
  env: ['a workflow has no environment', 'Pass what is needed in the input of the workflow.'],
  input: ['an expression has one input', 'Read it with a dot.'],
  inputs: ['an expression has one input', 'Read it with a dot.'],
  debug: ['expressions write nothing', 'Leave it out.'],
  stderr: ['expressions write nothing', 'Leave it out.'],
  input_line_number: ['there is no input text', 'Leave it out.'],
  input_filename: ['there is no input text', 'Leave it out.'],
  halt: ['an expression cannot end the workflow', 'Use then: end, or a raise task.'],
  halt_error: ['an expression cannot end the workflow', 'Use a raise task.'],
  capture: ['captures are not translated', 'Use $match(text, /pattern/).groups in JSONata.'],
  match: ['matches are not translated', 'Use $match(text, /pattern/) in JSONata.'],
  scan: ['matches are not translated', 'Use $match(text, /pattern/).match in JSONata.'],
  sub: ['replacements are not translated', 'Use $replace(text, /pattern/, "…", 1) in JSONata.'],
  gsub: ['replacements are not translated', 'Use $replace(text, /pattern/, "…") in JSONata.'],
  splits: ['splitting by a pattern is not translated', 'Use split(", "), or $split(text, /pattern/) in JSONata.'],
  strftime: ['formats of dates are not translated', 'Use todate, or $fromMillis(millis, picture) in JSONata.'],
  strptime: ['formats of dates are not translated', 'Use fromdate, or $toMillis(text, picture) in JSONata.'],
  path: ['paths as values have no counterpart', 'Name the fields, or use |pattern|update| in JSONata.'],
  paths: ['paths as values have no counterpart', 'Name the fields, or use ** in JSONata.'],
  getpath: ['paths as values have no counterpart', 'Name the fields: .a.b.'],
  setpath: ['paths as values have no counterpart', 'Assign to the field: .a.b = … .'],
  delpaths: ['paths as values have no counterpart', 'Use del(.a.b).'],
  walk: ['a change at every depth is not translated', 'Use |**|update| in JSONata.'],
  recurse: ['recursion by a function of your own is not translated', 'Use .. or a recursive function in JSONata.'],
  until: ['loops are not translated', 'Use a recursive function in JSONata.'],
  while: ['loops are not translated', 'Use a recursive function in JSONata.'],
  repeat: ['loops are not translated', 'Use a recursive function in JSONata.'],
  explode: ['code points are not available', 'Work with split("") instead.'],
  implode: ['code points are not available', 'Work with join("") instead.'],
};

/** A call that gives exactly one value. */
export function callCode(t: Translator, node: JqCallNode, scope: JqScope): Code {
  const rule = VALUES.get(signatureOf(node));
  return rule === undefined ? refuseCall(t, node) : rule(site(t, node, scope));
}

/** A call that may give several values or none; undefined when it does so only because of its arguments. */
export function callStream(t: Translator, node: JqCallNode, scope: JqScope): Code | undefined {
  const rule = STREAMS.get(signatureOf(node));
  if (rule !== undefined) return rule(site(t, node, scope));
  return VALUES.has(signatureOf(node)) ? undefined : refuseCall(t, node);
}

function site(t: Translator, node: JqCallNode, scope: JqScope): CallSite {
  return { t, node, scope, arguments: node.arguments, dot: scope.dot };
}

function signatureOf(node: Extract<JqExpression, { kind: 'call' }>): string {
  return `${node.name}/${node.arguments.length}`;
}

function refuseCall(t: Translator, node: JqCallNode): Code {
  const construct = signatureOf(node);
  const known = Object.hasOwn(REFUSED, node.name) ? REFUSED[node.name] : undefined;
  if (known !== undefined) return refuseConstruct(t, node, { construct, reason: known[0], suggestion: known[1] });
  return refuseConstruct(t, node, { construct, reason: 'this function is not translated' });
}
