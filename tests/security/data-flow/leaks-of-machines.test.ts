import { describe, expect, test } from 'vitest';
import { assert } from '#shared/core/kernel/assert.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { compileMachine, scope, send, type States } from './machines.ts';

interface Leak {
  readonly name: string;
  readonly states: States;
  readonly found: string;
  readonly language?: 'JSONata';
}

const END = { Type: 'Succeed' } as const;
const pass = (more: JsonObject): JsonObject => ({ Type: 'Pass', End: true, ...more });
const map = (more: JsonObject, state: JsonObject = pass({})): JsonObject => ({ Type: 'Map', ItemProcessor: scope(state, 'one'), End: true, ...more });
const distributed = (more: JsonObject): JsonObject => ({ Type: 'Map', ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...scope(pass({}), 'one') }, End: true, ...more });

const BY_PATHS: readonly Leak[] = [
  { name: 'a path in Parameters', states: { a: send({ 'x.$': '$.pan' }) }, found: 'UWF-3001 /stateMachine/States/a' },
  { name: 'the whole input', states: { a: { Type: 'Task', Resource: 'uwf:http', End: true } }, found: 'UWF-3001 /stateMachine/States/a' },
  { name: 'an InputPath', states: { a: { Type: 'Task', Resource: 'uwf:http', InputPath: '$.pan', End: true } }, found: 'UWF-3001 /stateMachine/States/a' },
  { name: 'a path with brackets', states: { a: send({ 'x.$': "$['person']['iban']" }) }, found: 'UWF-3001 /stateMachine/States/a' },
  { name: 'a wildcard over items', states: { a: send({ 'x.$': '$.items[*].owner' }) }, found: 'UWF-3001 /stateMachine/States/a' },
  { name: 'a wildcard over members', states: { a: send({ 'x.$': '$.person.*' }) }, found: 'UWF-3001 /stateMachine/States/a' },
  { name: 'a descent', states: { a: send({ 'x.$': '$..sku' }) }, found: 'UWF-3002 /stateMachine/States/a/Parameters/x.$' },
  { name: 'a filter by a sealed member', states: { a: send({ 'x.$': "$.items[?(@.owner=='x')].sku" }) }, found: 'UWF-3002 /stateMachine/States/a/Parameters/x.$' },
  { name: 'a filter by a sealed field outside of the items', states: { a: send({ 'x.$': '$.items[?(@.sku==$.pan)].sku' }) }, found: 'UWF-3002 /stateMachine/States/a/Parameters/x.$' },
  { name: 'an item of a sealed array', states: { a: send({ 'x.$': '$.accounts[0]' }) }, found: 'UWF-3002 /stateMachine/States/a/Parameters/x.$' },
  { name: 'the length of a sealed array', states: { a: send({ 'x.$': '$.accounts.length()' }) }, found: 'UWF-3002 /stateMachine/States/a/Parameters/x.$' },
  { name: 'the raw input in the context object', states: { a: send({ 'x.$': '$$.Execution.Input.pan' }) }, found: 'UWF-3001 /stateMachine/States/a' },
  { name: 'the context object as a whole', states: { a: send({ 'x.$': '$$' }) }, found: 'UWF-3001 /stateMachine/States/a' },
  { name: 'a result that is put beside sealed fields', states: { a: send({ id: 'x' }, { Arguments: undefined as never, Parameters: { 'id.$': '$.id' }, ResultPath: '$.r', End: undefined as never, Next: 'b' }), b: { Type: 'Task', Resource: 'uwf:http', End: true } }, found: 'UWF-3001 /stateMachine/States/b' },
  { name: 'a result that is put inside of a sealed field', states: { a: send({ 'id.$': '$.id' }, { ResultPath: '$.pan.x' }) }, found: 'UWF-3002 /stateMachine/States/a/ResultPath' },
  { name: 'an input that a null ResultPath keeps', states: { a: { Type: 'Pass', ResultPath: null, Next: 'b' }, b: send({ 'x.$': '$.pan' }) }, found: 'UWF-3001 /stateMachine/States/b' },
  { name: 'an OutputPath', states: { a: { Type: 'Pass', OutputPath: '$.person', Next: 'b' }, b: send({ 'x.$': '$.iban' }) }, found: 'UWF-3001 /stateMachine/States/b' },
  { name: 'a ResultSelector over sealed results', states: { a: { Type: 'Task', Resource: 'uwf:function:check-person:1.0.0', ResultSelector: { 'n.$': '$.notes' }, Next: 'b' }, b: send({ 'x.$': '$.n' }) }, found: 'UWF-3001 /stateMachine/States/b' },
  { name: 'a variable', states: { a: { Type: 'Pass', Assign: { 'v.$': '$.pan' }, ResultPath: null, Next: 'b' }, b: send({ 'x.$': '$v' }) }, found: 'UWF-3001 /stateMachine/States/b' },
  { name: 'a comparison in a Choice', states: { a: { Type: 'Choice', Choices: [{ Variable: '$.pan', StringEquals: '4', Next: 'z' }], Default: 'z' }, z: END }, found: 'UWF-3003 /stateMachine/States/a/Choices/0/Variable' },
  { name: 'the other side of a comparison in a Choice', states: { a: { Type: 'Choice', Choices: [{ Variable: '$.id', StringEqualsPath: '$.pan', Next: 'z' }], Default: 'z' }, z: END }, found: 'UWF-3003 /stateMachine/States/a/Choices/0/StringEqualsPath' },
  { name: 'a comparison deep inside of a Choice', states: { a: { Type: 'Choice', Choices: [{ Not: { And: [{ Variable: '$.id', IsPresent: true }, { Or: [{ Variable: '$.pan', StringMatches: '4*' }] }] }, Next: 'z' }], Default: 'z' }, z: END }, found: 'UWF-3003 /stateMachine/States/a/Choices/0/Not/And/1/Or/0/Variable' },
  { name: 'a number of seconds', states: { a: { Type: 'Wait', SecondsPath: '$.limit', End: true } }, found: 'UWF-3005 /stateMachine/States/a/SecondsPath' },
  { name: 'a point of time', states: { a: { Type: 'Wait', TimestampPath: '$.pan', End: true } }, found: 'UWF-3005 /stateMachine/States/a/TimestampPath' },
  { name: 'a timeout', states: { a: send({ 'x.$': '$.id' }, { TimeoutSecondsPath: '$.limit' }) }, found: 'UWF-3005 /stateMachine/States/a/TimeoutSecondsPath' },
  { name: 'the cause of a failure', states: { a: { Type: 'Fail', Error: 'no', CausePath: '$.pan' } }, found: 'UWF-3004 /stateMachine/States/a/CausePath' },
  { name: 'the name of a failure', states: { a: { Type: 'Fail', ErrorPath: "States.Format('E{}', $.pan)", Cause: 'x' } }, found: 'UWF-3004 /stateMachine/States/a/ErrorPath' },
  { name: 'the number of items', states: { a: map({ ItemsPath: '$.accounts' }) }, found: 'UWF-3006 /stateMachine/States/a/ItemsPath' },
  { name: 'the width of a Map', states: { a: map({ ItemsPath: '$.items', MaxConcurrencyPath: '$.limit' }) }, found: 'UWF-3006 /stateMachine/States/a/MaxConcurrencyPath' },
  { name: 'how many items may fail', states: { a: distributed({ ItemsPath: '$.items', ToleratedFailureCountPath: '$.limit' }) }, found: 'UWF-3006 /stateMachine/States/a/ToleratedFailureCountPath' },
  { name: 'an item', states: { a: map({ ItemsPath: '$.items' }, send({ 'x.$': '$.owner' })) }, found: 'UWF-3001 /stateMachine/States/a/ItemProcessor/States/one' },
  { name: 'an item in the context object', states: { a: map({ ItemsPath: '$.items', ItemSelector: { 'v.$': '$$.Map.Item.Value.owner' } }, send({ 'x.$': '$.v' })) }, found: 'UWF-3001 /stateMachine/States/a/ItemProcessor/States/one' },
  { name: 'an item in the context object, read inside', states: { a: map({ ItemsPath: '$.items' }, send({ 'x.$': '$$.Map.Item.Value.owner' })) }, found: 'UWF-3001 /stateMachine/States/a/ItemProcessor/States/one' },
  { name: 'an ItemSelector over the input', states: { a: map({ ItemsPath: '$.items', ItemSelector: { 'p.$': '$.pan' } }, send({ 'x.$': '$.p' })) }, found: 'UWF-3001 /stateMachine/States/a/ItemProcessor/States/one' },
  { name: 'the results of a Map', states: { a: map({ ItemsPath: '$.items', End: undefined as never, Next: 'b' }), b: send({ 'x.$': '$[0].owner' }) }, found: 'UWF-3001 /stateMachine/States/b' },
  { name: 'the input of a batch', states: { a: { ...distributed({ ItemsPath: '$.items', ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { 'p.$': '$.pan' } } }), ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...scope(send({ 'x.$': '$.BatchInput.p' }), 'one') } } }, found: 'UWF-3001 /stateMachine/States/a/ItemProcessor/States/one' },
  { name: 'where a reader reads', states: { a: distributed({ ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: { InputType: 'JSON' }, Parameters: { Bucket: 'b', 'Key.$': '$.pan' } } }) }, found: 'UWF-3001 /stateMachine/States/a/ItemReader/Parameters' },
  { name: 'what a writer exports, also sealed', states: { a: distributed({ ItemsPath: '$.items', ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'b', Prefix: 'p' } } }) }, found: 'UWF-3001 /stateMachine/States/a/ResultWriter' },
  { name: 'the output of a branch', states: { a: { Type: 'Parallel', Branches: [scope(pass({ Parameters: { 'p.$': '$.pan' } }), 'one'), scope(pass({ Result: 1 }), 'two')], Next: 'b' }, b: send({ 'x.$': '$[0].p' }) }, found: 'UWF-3001 /stateMachine/States/b' },
  { name: 'a member that a branch and its siblings share', states: { a: { Type: 'Parallel', Branches: [scope(pass({ Parameters: { 'p.$': '$.pan' } }), 'one'), scope(pass({ Result: { p: 1 } }), 'two')], Next: 'b' }, b: send({ 'x.$': '$[*].p' }) }, found: 'UWF-3001 /stateMachine/States/b' },
];

const intrinsic = (name: string, text: string, found = 'UWF-3002 /stateMachine/States/a/Parameters/x.$'): Leak => ({ name, states: { a: send({ 'x.$': text }) }, found });
const INTRINSICS: readonly Leak[] = [
  intrinsic('a format', "States.Format('{}', $.pan)"),
  intrinsic('a hash', "States.Hash($.pan, 'SHA-256')"),
  intrinsic('a code', 'States.Base64Encode($.pan)'),
  intrinsic('a split', "States.StringSplit($.pan, '-')"),
  intrinsic('a search', 'States.ArrayContains($.items, $.pan)'),
  intrinsic('a sum', 'States.MathAdd($.limit, 1)'),
  intrinsic('a length', 'States.ArrayLength($.accounts)'),
  intrinsic('a position', 'States.ArrayGetItem($.items, $.limit)'),
  intrinsic('doubles taken out', 'States.ArrayUnique($.items)'),
  intrinsic('parsing a sealed text', 'States.StringToJson($.pan)'),
  intrinsic('merging with a sealed value', 'States.JsonMerge($.person, $.pan, false)'),
  intrinsic('nested calls', "States.Array(States.Format('{}', States.ArrayGetItem($.accounts, 0)))"),
  intrinsic('an array of sealed values', 'States.Array($.id, $.pan)', 'UWF-3001 /stateMachine/States/a'),
  intrinsic('a merged object', 'States.JsonMerge($.person, $.person, false)', 'UWF-3001 /stateMachine/States/a'),
  intrinsic('a JSON text of sealed values', 'States.JsonToString($.person)', 'UWF-3001 /stateMachine/States/a'),
];

const J = { language: 'JSONata' } as const;
const raise = (cause: string): JsonObject => ({ Type: 'Fail', Error: 'told', Cause: cause });
const inBranch = (cause: string, caught: string): JsonObject => ({ Type: 'Parallel', Branches: [scope(raise(cause), 'one')], Catch: [{ ErrorEquals: ['told'], Output: caught, Next: 'b' }], End: true });
const TOLD = "{% $string({'o': $states.input.pan, 'i': $states.input.id}) %}";

const BY_EXPRESSIONS: readonly Leak[] = [
  { ...J, name: 'what a branch tells by its failure', states: { a: inBranch(TOLD, '{% $parse($states.errorOutput.Cause) %}'), b: send({ x: '{% $states.input.o %}' }) }, found: 'UWF-3001 /stateMachine/States/b/Arguments/x' },
  { ...J, name: 'the text that a branch tells', states: { a: inBranch(TOLD, '{% $states.errorOutput %}'), b: send({ x: '{% $states.input.Cause %}' }) }, found: 'UWF-3001 /stateMachine/States/b/Arguments/x' },
  { ...J, name: 'a part of the text that a branch tells', states: { a: inBranch(TOLD, '{% $substring($states.errorOutput.Cause, 3, 9) %}'), b: END }, found: 'UWF-3002 /stateMachine/States/a/Catch/0/Output' },
  { ...J, name: 'a text that a branch tells and nobody catches', states: { a: { Type: 'Parallel', Branches: [scope(raise(TOLD), 'one')], Catch: [{ ErrorEquals: ['other'], Next: 'b' }], End: true }, b: END }, found: 'UWF-3004 /stateMachine/States/a/Branches/0/States/one/Cause' },
  { ...J, name: 'a text outside of any branch', states: { a: raise(TOLD) }, found: 'UWF-3004 /stateMachine/States/a/Cause' },
  { ...J, name: 'a failure in a distributed iteration, which is an execution of its own', states: { a: { Type: 'Map', Items: '{% $states.input.items %}', ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...scope(raise("{% $string({'o': $states.input.owner}) %}"), 'one') }, Catch: [{ ErrorEquals: ['told'], Next: 'b' }], End: true }, b: END }, found: 'UWF-3004 /stateMachine/States/a/ItemProcessor/States/one/Cause' },
  { ...J, name: 'a failure whose cause is a sealed value itself', states: { a: inBranch('{% $states.input.pan %}', '{% 1 %}'), b: END }, found: 'UWF-3004 /stateMachine/States/a/Branches/0/States/one/Cause' },
  { ...J, name: 'a text with sealed values for an on-prem task', states: { a: { Type: 'Task', Resource: 'uwf:function:check-person:1.0.0', Arguments: { t: TOLD }, End: true } }, found: 'UWF-3008 /stateMachine/States/a/Arguments/t' },
  { ...J, name: 'an outer variable read in a branch', states: { v: { Type: 'Pass', Assign: { kept: '{% $states.input.pan %}' }, Output: {}, Next: 'a' }, a: { Type: 'Parallel', Branches: [scope(send({ x: '{% $kept %}' }), 'one')], End: true } }, found: 'UWF-3001 /stateMachine/States/a/Branches/0/States/one/Arguments/x' },
  { ...J, name: 'the arguments of a Parallel', states: { a: { Type: 'Parallel', Arguments: { p: '{% $states.input.pan %}' }, Branches: [scope(send({ x: '{% $states.input.p %}' }), 'one')], End: true } }, found: 'UWF-3001 /stateMachine/States/a/Branches/0/States/one/Arguments/x' },
  { ...J, name: 'a branch of a branch', states: { a: { Type: 'Parallel', Branches: [scope({ Type: 'Parallel', Branches: [scope(pass({ Output: '{% $states.input.pan %}' }), 'inner')], Output: '{% $states.result[0] %}', End: true }, 'one')], Next: 'b' }, b: send({ x: '{% $states.input[0] %}' }) }, found: 'UWF-3001 /stateMachine/States/b/Arguments/x' },
  { ...J, name: 'items that are computed from a sealed value', states: { a: map({ Items: "{% $states.input.items[owner = 'x'] %}" }) }, found: 'UWF-3006 /stateMachine/States/a/Items' },
  { ...J, name: 'the width of a Map by an expression', states: { a: map({ Items: '{% $states.input.items %}', MaxConcurrency: '{% $states.input.limit %}' }) }, found: 'UWF-3006 /stateMachine/States/a/MaxConcurrency' },
  { ...J, name: 'an ItemSelector by expressions', states: { a: map({ Items: '{% $states.input.items %}', ItemSelector: { v: '{% $states.context.Map.Item.Value.owner %}' } }, send({ x: '{% $states.input.v %}' })) }, found: 'UWF-3001 /stateMachine/States/a/ItemProcessor/States/one/Arguments/x' },
  { ...J, name: 'a function through lambda:invoke', states: { a: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Arguments: { FunctionName: 'check-person', Payload: '{% $states.input.pan %}' }, Next: 'b' }, b: send({ x: '{% $states.input.Payload.notes %}' }) }, found: 'UWF-3001 /stateMachine/States/b/Arguments/x' },
  { ...J, name: 'a branch on what a Pass computes', states: { a: { Type: 'Pass', Output: '{% $states.input.limit > 3 %}', Next: 'b' }, b: { Type: 'Choice', Choices: [{ Condition: '{% $states.input %}', Next: 'z' }], Default: 'z' }, z: END }, found: 'UWF-3003 /stateMachine/States/b/Choices/0/Condition' },
  { ...J, name: 'credentials', states: { a: send({ x: 1 }, { Credentials: { RoleArn: '{% $states.input.pan %}' } }) }, found: 'UWF-3001 /stateMachine/States/a/Credentials' },
  { ...J, name: 'the data of an event', states: { a: { Type: 'Task', Resource: 'uwf:emit', Arguments: { event: { type: 't', data: '{% $states.input.pan %}' }, source: '/x' }, End: true } }, found: 'UWF-3001 /stateMachine/States/a/Arguments/event/data' },
  { ...J, name: 'the input of another workflow', states: { a: { Type: 'Task', Resource: 'uwf:run-workflow', Arguments: { namespace: 'n', name: 'n', version: '1.0.0', input: '{% $states.input %}', await: true }, End: true } }, found: 'UWF-3001 /stateMachine/States/a/Arguments/input' },
  { ...J, name: 'the schema of a validation', states: { a: { Type: 'Task', Resource: 'uwf:validate', Arguments: { value: '{% $states.input.pan %}', schema: {} }, Next: 'b' }, b: send({ x: '{% $states.input %}' }) }, found: 'UWF-3001 /stateMachine/States/b/Arguments/x' },
  { ...J, name: 'data as the template that a worker evaluates', states: { a: { Type: 'Task', Resource: 'uwf:evaluate', Arguments: { template: { x: '{% $states.input.pan %}' }, states: {}, variables: {} }, End: true } }, found: 'UWF-3021 /stateMachine/States/a/Arguments/template/x' },
  { ...J, name: 'a template that the caller chooses', states: { a: { Type: 'Task', Resource: 'uwf:evaluate', Arguments: { template: '{% $states.input.id %}', states: { input: '{% $states.input %}' }, variables: {} }, End: true } }, found: 'UWF-3021 /stateMachine/States/a/Arguments/template' },
  { ...J, name: 'a schema that asks the validation one question after the other', states: { a: { Type: 'Task', Resource: 'uwf:validate', Arguments: { value: '{% $states.input.pan %}', schema: '{% $states.input.when %}' }, End: true } }, found: 'UWF-3021 /stateMachine/States/a/Arguments/schema' },
  { ...J, name: 'code that the caller chooses', states: { a: { Type: 'Task', Resource: 'uwf:run-script', Arguments: { process: { script: { language: 'js', code: '{% $states.input.id %}', stdin: '{% $states.input.pan %}' } }, await: true, return: 'stdout' }, End: true } }, found: 'UWF-3021 /stateMachine/States/a/Arguments/process/script/code' },
  { name: 'a process that the caller chooses', states: { a: { Type: 'Task', Resource: 'uwf:run-shell', End: true } }, found: 'UWF-3021 /stateMachine/States/a/Parameters' },
  { ...J, name: 'credentials that the caller chooses', states: { a: send({ endpoint: 'https://x.example/', authentication: { basic: { username: '{% $states.input.id %}' } } }) }, found: 'UWF-3021 /stateMachine/States/a/Arguments/authentication/basic/username' },
  { ...J, name: 'the output of a shell', states: { a: { Type: 'Task', Resource: 'uwf:run-shell', Arguments: { process: { shell: { command: 'cat' } }, await: true, return: 'stdout' }, Next: 'b' }, b: send({ x: '{% $states.input %}' }) }, found: 'UWF-3001 /stateMachine/States/b/Arguments/x' },
];

/** `undefined` stands for a member that is left out. */
const tidy = (states: States): States => JSON.parse(JSON.stringify(states)) as States;

describe.each([['by paths', BY_PATHS], ['by intrinsic functions', INTRINSICS], ['by expressions', BY_EXPRESSIONS]] as const)('a state machine that leaks %s is refused', (_way, leaks) => {
  test.each(leaks)('$name', ({ states, found, language }) => {
    const outcome = compileMachine(tidy(states), language === undefined ? {} : { language });
    const errors = outcome.diagnostics.filter((one) => one.severity === 'error');
    expect(errors.map((one) => `${one.code} ${one.pointer}`)).toContain(found);
    expect(outcome.accepted ? '' : outcome.reason).toBe('refused');
  });
});

interface LookAlike {
  readonly name: string;
  readonly states: States;
  readonly language?: 'JSONata';
}

const LOOK_ALIKES: readonly LookAlike[] = [
  { name: 'paths to public members beside sealed ones', states: { a: send({ 'x.$': '$.person.kind', 'y.$': '$.items[*].sku', 'z.$': '$.items[0].sku' }) } },
  { name: 'a filter by a public member', states: { a: send({ 'x.$': "$.items[?(@.sku=='x')].sku" }) } },
  { name: 'a result put beside sealed fields that stay in the workflow', states: { a: { Type: 'Task', Resource: 'uwf:function:check-person:1.0.0', InputPath: '$.person', ResultPath: '$.check', Next: 'b' }, b: { Type: 'Choice', Choices: [{ Variable: '$.check.resolution', StringEquals: 'PASS', Next: 'c' }], Default: 'z' }, c: send({ 'x.$': '$.check.resolution', 'y.$': '$.id' }), z: END } },
  { name: 'a sealed field that only moves through arrays, texts and merges', states: { a: { Type: 'Pass', Parameters: { 'l.$': 'States.Array($.id, $.pan)', 't.$': 'States.JsonToString($.person)', 'm.$': 'States.JsonMerge($.person, $.person, false)' }, Next: 'b' }, b: { Type: 'Pass', Parameters: { 'p.$': 'States.StringToJson($.t)', 'first.$': 'States.ArrayGetItem($.l, 0)', 'm.$': '$.m' }, Next: 'c' }, c: send({ 'k.$': '$.p.kind', 'f.$': '$.first', 'm.$': '$.m.kind' }) } },
  { name: 'an iteration over items with sealed members', states: { a: map({ ItemsPath: '$.items' }, send({ 'x.$': '$.sku', 'i.$': '$$.Map.Item.Index', 'n.$': '$$.State.Name' })) } },
  { name: 'sealed items for a function of the bank', states: { a: map({ ItemsPath: '$.items', ItemSelector: { 'who.$': '$$.Map.Item.Value.owner' } }, { Type: 'Task', Resource: 'arn:aws:lambda:eu-west-1:123456789012:function:check-person:live', End: true }) } },
  { name: 'branches of which one holds sealed data', states: { a: { Type: 'Parallel', Branches: [scope(pass({ Parameters: { 'p.$': '$.pan' } }), 'one'), scope(send({ 'x.$': '$.id' }), 'two')], Next: 'b' }, b: send({ 'x.$': '$[1]' }) } },
  { name: 'a failure that tells sealed values to its own machine', language: 'JSONata', states: { a: inBranch(TOLD, '{% $parse($states.errorOutput.Cause) %}'), b: send({ x: '{% $states.input.i %}' }) } },
  { name: 'a failure that is told through two scopes', language: 'JSONata', states: { a: { Type: 'Parallel', Branches: [scope({ Type: 'Parallel', Branches: [scope(raise(TOLD), 'one')], End: true }, 'middle')], Catch: [{ ErrorEquals: ['told'], Output: '{% $parse($states.errorOutput.Cause) %}', Next: 'b' }], End: true }, b: send({ x: '{% $states.input.i %}' }) } },
  { name: 'a Pass that computes on sealed data, which is moved on-prem', language: 'JSONata', states: { a: { Type: 'Pass', Output: { n: '{% $length($states.input.pan) %}' }, Assign: { kept: '{% $states.input.id %}' }, Next: 'b' }, b: send({ x: '{% $kept %}' }) } },
  { name: 'a Pass inside of an iteration that is moved on-prem', language: 'JSONata', states: { a: map({ Items: '{% $states.input.items %}' }, pass({ Output: { up: '{% $uppercase($states.input.owner) %}', sku: '{% $states.input.sku %}' } })) } },
  { name: 'a validation of sealed data, which goes where it is clear', language: 'JSONata', states: { a: { Type: 'Task', Resource: 'uwf:validate', Arguments: { value: '{% $states.input.person %}', schema: { type: 'object' } }, Next: 'b' }, b: send({ x: '{% $states.input.kind %}' }) } },
  { name: 'a secret as a whole value', language: 'JSONata', states: { a: send({ authentication: { bearer: { token: { 'uwf:secret': 'partner-token' } } } }) } },
  { name: 'a tolerant comparison of a public field', states: { a: { Type: 'Choice', Choices: [{ And: [{ Variable: '$.id', IsPresent: true }, { Variable: '$.count', NumericGreaterThanPath: '$.count' }], Next: 'z' }], Default: 'z' }, z: END } },
];

describe('a state machine that only looks like a leak is accepted', () => {
  test.each(LOOK_ALIKES)('$name', ({ states, language }) => {
    const outcome = compileMachine(tidy(states), language === undefined ? {} : { language });
    expect(outcome.diagnostics.filter((one) => one.severity === 'error').map((one) => `${one.code} ${one.pointer} ${one.message}`)).toEqual([]);
  });

  test('all of it where the bank itself is the target, but for what decides what is executed', () => {
    const own = [...BY_PATHS, ...INTRINSICS].filter(({ found }) => !found.includes('UWF-2'));
    for (const { states } of own) expect(compileMachine(tidy(states), { zone: 'on-prem' }).diagnostics.filter((one) => one.severity === 'error' && one.code !== 'UWF-3021')).toEqual([]);
  });
});

test('what was moved on-prem inside of an iteration has a placement and its evidence', () => {
  const outcome = compileMachine({ a: map({ Items: '{% $states.input.items %}' }, pass({ Output: { up: '{% $uppercase($states.input.owner) %}', sku: '{% $states.input.sku %}' } })) }, { language: 'JSONata' });
  assert(outcome.accepted, 'the machine is accepted');
  const { placement, evidence } = outcome.program;
  expect(placement.tasks['one']).toMatchObject({ zone: 'on-prem', release: { kind: 'object', members: { output: { kind: 'object', members: { up: { kind: 'seal' }, sku: { kind: 'clear' } } } } } });
  expect(evidence.flows.map(({ origin, to }) => [origin, to])).toEqual([['/input/schema/document/properties/items/items/properties/owner', '/stateMachine/States/a/ItemProcessor/States/one']]);
});
