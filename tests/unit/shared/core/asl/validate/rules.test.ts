import { describe, expect, test } from 'vitest';
import { validateStateMachine, type ValidationOptions } from '#shared/core/asl/validate.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';

type Finding = readonly [code: string, message: string, location: string | undefined];

const PASS: JsonObject = { Type: 'Pass', End: true };
const LAMBDA = 'arn:aws:states:::lambda:invoke';
const SCHEMA = 'SCHEMA_VALIDATION_FAILED';

/** A machine of one state `S`, and of others that it may lead to. */
function machine(state: JsonObject, more: JsonObject = {}, others: JsonObject = {}): JsonObject {
  return { StartAt: 'S', States: { S: state, ...others }, ...more };
}

const jsonata = (state: JsonObject, others: JsonObject = {}): JsonObject => machine(state, { QueryLanguage: 'JSONata' }, others);
const task = (more: JsonObject): JsonObject => ({ Type: 'Task', Resource: LAMBDA, End: true, ...more });
const mapOf = (more: JsonObject, processor: JsonObject = {}): JsonObject => ({ Type: 'Map', ItemProcessor: { StartAt: 'I', States: { I: PASS }, ...processor }, End: true, ...more });
const choice = (rule: JsonValue): JsonObject => machine({ Type: 'Choice', Choices: [rule] }, {}, { N: PASS });

function findings(definition: JsonValue, options: Partial<ValidationOptions> = {}): readonly Finding[] {
  return validateStateMachine(definition, { type: 'STANDARD', ...options }).diagnostics.map(({ code, message, location }) => [code, message, location]);
}

describe('a definition is accepted', () => {
  const accepted: { readonly [what: string]: JsonValue } = {
    'with every field of a machine': { Comment: 'c', Version: '1.0', TimeoutSeconds: 0, QueryLanguage: 'JSONPath', StartAt: 'S', States: { S: PASS } },
    'when a state does not end by saying End: false': machine({ Type: 'Pass', End: false, Next: 'N' }, {}, { N: PASS }),
    'with null paths': machine({ ...PASS, InputPath: null, OutputPath: null, ResultPath: null }),
    'with an intrinsic call for an input path': machine({ ...PASS, InputPath: "States.StringToJson('{}')" }),
    'with paths of variables and of the context object': machine({ ...PASS, InputPath: '$v.a', OutputPath: '$$.Execution.Input', Parameters: { 'a.$': '$v[0]', 'b.$': '$$' } }),
    'with what looks like a path in a static result': machine({ ...PASS, Result: { 'a.$': 'not a path' } }),
    'with an intrinsic call for an error': machine({ Type: 'Fail', ErrorPath: "States.Format('{}', $.e)", Cause: 'c' }),
    'with no retriers at all': machine(task({ Retry: [], Catch: [] })),
    'with every number of a retrier at its end': machine(task({ Retry: [{ ErrorEquals: ['A'], IntervalSeconds: 0, MaxAttempts: 0, BackoffRate: 1, MaxDelaySeconds: 31_622_400, JitterStrategy: 'FULL' }] })),
    'with States.ALL alone and last': machine(task({ Retry: [{ ErrorEquals: ['A', 'B'] }, { ErrorEquals: ['States.ALL'] }] })),
    'with nested rules': choice({ Not: { And: [{ Variable: '$.a', IsPresent: true }, { Or: [{ Variable: '$.b', TimestampEquals: '2024-02-29T00:00:00+01:00' }] }] }, Next: 'N', Assign: { x: 1 } }),
    'with JSONata states in a JSONPath machine': machine({ ...PASS, QueryLanguage: 'JSONata', Output: '{% $states.input %}' }),
    'with literals that are no expressions': jsonata({ ...PASS, Output: [' {% a %} ', '$.x', 'States.Array()', { 'a.$': 1 }] }),
    'with expressions wherever a number may stand': jsonata(
      task({ TimeoutSeconds: '{% 1 %}', HeartbeatSeconds: '{% $v := 1 %}', Arguments: '{% $states.input %}', Output: '{% $states.result %}', Assign: { r: '{% $states.result.a %}' } }),
    ),
    'with the error in a catcher': jsonata(task({ Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $states.errorOutput %}', Assign: { e: '{% $states.errorOutput.Error %}' }, Next: 'N' }] }), { N: PASS }),
    'with a function that only fails when it runs': jsonata({ ...PASS, Output: "{% $eval('1') & $match('a', /(?=a)/) %}" }),
    'with the context of later steps, filters and lambdas of their own': jsonata({ ...PASS, Output: '{% $states.input.a[b > 1].(c & $)^(d){e: f} ~> $map(function($x) { $x.g }) %}' }),
    'with a distributed map of everything': jsonata(
      mapOf(
        {
          Items: [1, '{% 2 %}'],
          ItemSelector: { a: '{% $states.context.Map.Item.Value %}' },
          ItemBatcher: { MaxItemsPerBatch: '{% 1 %}', MaxInputBytesPerBatch: 262_144, BatchInput: {} },
          ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Arguments: { Bucket: 'b' }, WriterConfig: { Transformation: 'FLATTEN', OutputType: 'JSONL' } },
          MaxConcurrency: 0,
          ToleratedFailurePercentage: 0.5,
          ToleratedFailureCount: 1,
          Label: 'Everything',
        },
        { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' } },
      ),
    ),
    'when a branch assigns a name that its own Parallel assigns afterwards': machine({
      Type: 'Parallel',
      Assign: { v: 1 },
      Branches: [{ StartAt: 'B', States: { B: { ...PASS, Assign: { v: 2 } } } }],
      End: true,
    }),
    'when a distributed map assigns a name that is defined outside': machine(
      { Type: 'Pass', Assign: { v: 1 }, Next: 'M' },
      {},
      { M: mapOf({}, { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, States: { I: { ...PASS, Assign: { v: 2 } } } }) },
    ),
  };

  test.each(Object.entries(accepted))('%s', (_what, definition) => {
    expect(findings(definition)).toEqual([]);
  });
});

describe('the document', () => {
  const refused: readonly (readonly [string, JsonValue, readonly Finding[]])[] = [
    ['is an object', [], [[SCHEMA, 'Definition must be a valid JSON object', undefined]]],
    ['has states and a first one', {}, [[SCHEMA, 'These fields are required: [StartAt, States]', '/']]],
    ['has at least one state', { StartAt: 'S', States: {} }, [[SCHEMA, 'Value cannot be empty', '/States']]],
    ['has no other fields', machine(PASS, { Startat: 1 }), [[SCHEMA, "Field 'Startat' is not supported", '/']]],
    ['is of version 1.0', machine(PASS, { Version: '2.0' }), [[SCHEMA, 'Value should be one of the following: [1.0]', '/Version']]],
    ['ends in time', machine(PASS, { TimeoutSeconds: 100_000_000 }), [[SCHEMA, 'Maximum value is 99999999', '/TimeoutSeconds']]],
    ['names a language that exists', machine(PASS, { QueryLanguage: 'jq' }), [[SCHEMA, 'Value should be one of the following: [JSONPath, JSONata]', '/QueryLanguage']]],
    ['names its states shortly', { StartAt: 'x'.repeat(81), States: { ['x'.repeat(81)]: PASS } }, [['INVALID_STATE_NAME', 'State names must have 1 to 80 characters', `/States/${'x'.repeat(81)}`]]],
    ['names each state once', machine(mapOf({}, { StartAt: 'S', States: { S: PASS } })), [['DUPLICATE_STATE_NAME', 'Duplicate State name: S', '/States/S/ItemProcessor/States/S']]],
    ['holds states that are objects', { StartAt: 'S', States: { S: 1, T: PASS } }, [[SCHEMA, 'Expected value of type [OBJECT]', '/States/S'], ['MISSING_TRANSITION_TARGET', 'State "T" is not reachable.', '/States/T']]],
    ['gives each state a type', { StartAt: 'S', States: { S: { End: true } } }, [[SCHEMA, 'These fields are required: [Type]', '/States/S']]],
  ];

  test.each(refused)('%s', (_what, definition, expected) => {
    expect(findings(definition)).toEqual(expected);
  });

  test('is not nested without end', () => {
    let value: JsonValue = {};
    for (let depth = 0; depth < 600; depth += 1) value = [value];
    expect(findings(machine({ ...PASS, Result: value })).map(([code]) => code)).toEqual(['TOO_DEEPLY_NESTED']);
  });
});

describe('a transition', () => {
  const refused: readonly (readonly [string, JsonValue, readonly Finding[]])[] = [
    ['leads to a state', machine({ Type: 'Pass', Next: 'X' }, {}, { T: PASS }), [['MISSING_TRANSITION_TARGET', "Missing 'Next' target: X", '/States/S/Next'], ['MISSING_TRANSITION_TARGET', 'State "T" is not reachable.', '/States/T']]],
    ['starts at a state', { StartAt: 'X', States: { S: PASS } }, [['MISSING_TRANSITION_TARGET', "Missing 'Next' target: X", '/StartAt'], ['MISSING_TRANSITION_TARGET', 'State "S" is not reachable.', '/States/S']]],
    ['comes to an end', machine({ Type: 'Pass', Next: 'T' }, {}, { T: { Type: 'Pass', Next: 'S' }, U: { Type: 'Pass', Next: 'S' } }), [['MISSING_END_STATE', 'Workflow has no terminal state', undefined]]],
    ['of a default leads to a state', machine({ Type: 'Choice', Choices: [{ Variable: '$.a', IsNull: true, Next: 'T' }], Default: 'X' }, {}, { T: PASS }), [['MISSING_TRANSITION_TARGET', "Missing 'Next' target: X", '/States/S/Default']]],
    ['of a catcher stays in its scope', machine(mapOf({}, { States: { I: task({ Catch: [{ ErrorEquals: ['A'], Next: 'S' }] }) } })), [['MISSING_TRANSITION_TARGET', "Missing 'Next' target: S", '/States/S/ItemProcessor/States/I/Catch[0]/Next']]],
    ['or an end is said', machine({ Type: 'Pass' }, {}, {}), [[SCHEMA, 'This object should have only one of the following fields: [Next, End]', '/States/S'], ['MISSING_END_STATE', 'Workflow has no terminal state', undefined]]],
    ['and an end are not both said', machine({ ...PASS, Next: 'S' }), [[SCHEMA, 'There should only be one of the following fields: [Next, End]', '/States/S']]],
  ];

  test.each(refused)('%s', (_what, definition, expected) => {
    expect(findings(definition)).toEqual(expected);
  });
});

describe('a field', () => {
  const at = (state: JsonObject, message: string, location = '/States/S', code = SCHEMA): readonly [JsonValue, readonly Finding[]] => [machine(state), [[code, message, location]]];
  const inJsonata = (state: JsonObject, message: string, location = '/States/S', code = SCHEMA): readonly [JsonValue, readonly Finding[]] => [jsonata(state), [[code, message, location]]];
  const refused: { readonly [what: string]: readonly [JsonValue, readonly Finding[]] } = {
    'belongs to the type of its state': at({ ...PASS, Catch: [] }, "Field 'Catch' is not supported"),
    'is no member of the prototype': at({ ...PASS, constructor: 1 }, "Field 'constructor' is not supported"),
    'belongs to JSONPath': inJsonata({ ...PASS, InputPath: '$' }, "The QueryLanguage is set to 'JSONata', but field 'InputPath' is only supported for the 'JSONPath' QueryLanguage"),
    'belongs to JSONata': at({ ...PASS, Output: 1 }, "The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage"),
    'does not go back to JSONPath': inJsonata({ ...PASS, QueryLanguage: 'JSONPath', Output: 1 }, "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine"),
    'holds a string': at({ ...PASS, Comment: 1 }, 'Expected value of type [STRING]', '/States/S/Comment'),
    'holds a boolean': at({ ...PASS, End: 1, Next: 'S' }, 'Expected value of type [BOOLEAN]', '/States/S/End'),
    'holds a path': at({ ...PASS, InputPath: 'a' }, 'Value must be a valid JSONPath.', '/States/S/InputPath'),
    'holds a reference path': at({ ...PASS, ResultPath: '$.a[*]' }, 'Value is not a Reference Path', '/States/S/ResultPath'),
    'puts its result into the input': at({ ...PASS, ResultPath: '$$.a' }, 'Value is not a Reference Path', '/States/S/ResultPath'),
    'starts its reference path with $': at(mapOf({ ItemsPath: 'a' }), "Value is not a Reference Path: Reference path didn't start with '$'", '/States/S/ItemsPath'),
    'of a payload holds a path': at({ ...PASS, Parameters: { a: [{ 'b.$': 'c' }] } }, "The value for the field 'b.$' must be a valid JSONPath or a valid intrinsic function call", '/States/S/Parameters/a[0]'),
    'of a payload is no number': at({ ...PASS, Parameters: { 'b.$': 1 } }, "The value for the field 'b.$' must be a valid JSONPath or a valid intrinsic function call", '/States/S/Parameters'),
    'of a payload calls what exists': at({ ...PASS, Parameters: { 'b.$': 'States.Nothing()' } }, "The value for the field 'b.$' must be a valid JSONPath or a valid intrinsic function call", '/States/S/Parameters'),
    'has one duration': at({ Type: 'Wait', Seconds: 1, Timestamp: '2024-01-01T00:00:00Z', End: true }, 'There should only be one of the following fields: [SecondsPath, Seconds, TimestampPath, Timestamp]'),
    'has a duration': at({ Type: 'Wait', End: true }, 'This object should have only one of the following fields: [SecondsPath, Seconds, TimestampPath, Timestamp]'),
    'has a duration in whole seconds': at({ Type: 'Wait', Seconds: 0.5, End: true }, 'Expected value of type Integer', '/States/S/Seconds'),
    'has no negative duration': at({ Type: 'Wait', Seconds: -1, End: true }, 'Minimum value is 0', '/States/S/Seconds'),
    'has a date that exists': at({ Type: 'Wait', Timestamp: '2023-02-29T00:00:00Z', End: true }, 'String does not match RFC3339 timestamp', '/States/S/Timestamp'),
    'has one cause': at({ Type: 'Fail', Cause: 'c', CausePath: '$.c' }, 'There should only be one of the following fields: [Cause, CausePath]'),
    'has a resource': at({ Type: 'Task', End: true }, 'These fields are required: [Resource]'),
    'has a resource that is an ARN': at(task({ Resource: 'x' }), 'Value is not a valid resource ARN', '/States/S/Resource'),
    'beats before it times out': at(task({ TimeoutSeconds: 5, HeartbeatSeconds: 5 }), 'HeartbeatSeconds must be smaller than TimeoutSeconds', '/States/S/HeartbeatSeconds'),
    'has the parameters of its service': at(task({ Parameters: { Payload: 1 } }), "The field 'FunctionName' is required but was missing", '/States/S/Parameters'),
    'has credentials of known members': at(task({ Credentials: { RoleArn: 'r', X: 1 } }), "Field 'X' is not supported", '/States/S/Credentials'),
    'of a retrier exists': at(task({ Retry: [{ ErrorEquals: ['A'], Interval: 1 }] }), "Field 'Interval' is not supported", '/States/S/Retry[0]'),
    'of a retrier names errors': at(task({ Retry: [{ ErrorEquals: [] }] }), 'Value cannot be empty', '/States/S/Retry[0]/ErrorEquals'),
    'of a retrier grows': at(task({ Retry: [{ ErrorEquals: ['A'], BackoffRate: 0.5 }] }), 'Minimum value is 1', '/States/S/Retry[0]/BackoffRate'),
    'of a retrier has a known jitter': at(task({ Retry: [{ ErrorEquals: ['A'], JitterStrategy: 'HALF' }] }), 'Value should be one of the following: [NONE, FULL]', '/States/S/Retry[0]/JitterStrategy'),
    'of a retrier catches all at the end': at(task({ Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['A'] }] }), 'States.ALL must appear alone and at end of list', '/States/S/Retry[0]/ErrorEquals'),
    'of a catcher catches all alone': at(task({ Catch: [{ ErrorEquals: ['A', 'States.ALL'], Next: 'S' }] }), 'States.ALL must appear alone and at end of list', '/States/S/Catch[0]/ErrorEquals'),
    'of a catcher goes on': at(task({ Catch: [{ ErrorEquals: ['A'] }] }), 'These fields are required: [Next]', '/States/S/Catch[0]'),
    'of a map names its states once': at(mapOf({ Iterator: { StartAt: 'J', States: { J: PASS } } }), 'There should only be one of the following fields: [ItemProcessor, Iterator]'),
    'of a map counts upwards': at(mapOf({ MaxConcurrency: -1 }), 'Minimum value is 0', '/States/S/MaxConcurrency'),
    'of a map is a percentage': at(mapOf({ ToleratedFailurePercentage: 101 }), 'Maximum value is 100', '/States/S/ToleratedFailurePercentage'),
    'of a map has no language of its own': at(mapOf({}, { QueryLanguage: 'JSONata' }), "Field 'QueryLanguage' is not supported", '/States/S/ItemProcessor'),
    'of a distributed map has a type': at(mapOf({}, { ProcessorConfig: { Mode: 'DISTRIBUTED' } }), 'These fields are required: [ExecutionType]', '/States/S/ItemProcessor/ProcessorConfig'),
    'of an inline map has no type': at(mapOf({}, { ProcessorConfig: { ExecutionType: 'STANDARD' } }), "Field 'ExecutionType' is not supported", '/States/S/ItemProcessor/ProcessorConfig/ExecutionType'),
    'of a map reads what can be read': at(mapOf({ ItemReader: { Resource: LAMBDA } }), "The field 'Resource' does not match any of the allowed values", '/States/S/ItemReader/Resource'),
    'of a map reads a known form': at(mapOf({ ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: { InputType: 'XML' } } }), 'Value should be one of the following: [CSV, JSON, JSONL, PARQUET, MANIFEST]', '/States/S/ItemReader/ReaderConfig/InputType'),
    'of a map says where the headers are': at(mapOf({ ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: { InputType: 'CSV' } } }), "The field 'CSVHeaderLocation' is required", '/States/S/ItemReader/ReaderConfig'),
    'of a map gives the headers': at(mapOf({ ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'GIVEN' } } }), 'These fields are required: [CSVHeaders]', '/States/S/ItemReader/ReaderConfig'),
    'of a map has a label that can be a name': at(mapOf({ Label: 'a b' }), 'Invalid Label name: a b', '/States/S/Label', 'INVALID_LABEL_NAME'),
    'of a map writes whole forms': at(mapOf({ ResultWriter: { WriterConfig: { OutputType: 'JSON' } } }), 'These fields are required: [Transformation]', '/States/S/ResultWriter/WriterConfig'),
    'assigns a name': at({ ...PASS, Assign: { 'a.b': 1 } }, "Invalid variable name 'a.b': the variable name contains invalid characters.", '/States/S/Assign/a.b', 'INVALID_VARIABLE_NAME'),
    'assigns a short name': at({ ...PASS, Assign: { ['a'.repeat(81)]: 1 } }, `Invalid variable name '${'a'.repeat(81)}': the variable name is longer than 80 characters.`, `/States/S/Assign/${'a'.repeat(81)}`, 'INVALID_VARIABLE_NAME'),
    'assigns by name': at({ ...PASS, QueryLanguage: 'JSONata', Assign: '{% $states.input %}' }, 'Expected value of type [OBJECT]', '/States/S/Assign'),
    'assigns no reserved name': at({ ...PASS, Assign: { 'states.$': '$' } }, "Cannot assign to reserved variable '$states'.", '/States/S/Assign/states.$', 'RESERVED_VARIABLE_NAME'),
    'parses': inJsonata({ ...PASS, Output: { a: ['{% 1 + %}'] } }, 'Unexpected end of expression', '/States/S/Output/a[0]', 'INVALID_JSONATA_EXPRESSION'),
    'parses in the older JSONata of AWS': inJsonata({ ...PASS, Output: '{% $a ?? 1 %}' }, 'The symbol "?" cannot be used as a unary operator', '/States/S/Output', 'INVALID_JSONATA_EXPRESSION'),
    'closes its expression': inJsonata({ ...PASS, Output: '{% 1' }, 'JSONata string must start with {% and end with %}', '/States/S/Output'),
    'has no context': inJsonata({ ...PASS, Output: '{% phone[0].x %}' }, "Reference to 'phone' at the top level is not supported.", '/States/S/Output', 'UNSUPPORTED_JSONATA_EXPRESSION'),
    'has no context called $': inJsonata({ ...PASS, Output: '{% $.phone %}' }, "Reference to '$' at the top level is not supported.", '/States/S/Output', 'UNSUPPORTED_JSONATA_EXPRESSION'),
    'has no root context': inJsonata({ ...PASS, Output: '{% $states.input.($$) %}' }, "Reference to '$$' is not supported.", '/States/S/Output', 'UNSUPPORTED_JSONATA_EXPRESSION'),
    'of a lambda has no context either': inJsonata({ ...PASS, Output: '{% $map($states.input, function($x) { b }) %}' }, "Reference to 'b' at the top level is not supported.", '/States/S/Output', 'UNSUPPORTED_JSONATA_EXPRESSION'),
    'has no result before there is one': inJsonata({ ...PASS, Output: '{% $states.result %}' }, "Field '$states.result' does not exist.", '/States/S/Output', 'UNSUPPORTED_JSONATA_EXPRESSION'),
    'has no error outside of a catcher': inJsonata(task({ Output: '{% $states.errorOutput %}' }), "Field '$states.errorOutput' does not exist.", '/States/S/Output', 'UNSUPPORTED_JSONATA_EXPRESSION'),
  };

  test.each(Object.entries(refused))('%s', (_what, [definition, expected]) => {
    expect(findings(definition).filter(([code]) => code !== 'MISSING_END_STATE')).toEqual(expected);
  });

  test('of an inner scope takes no name that is defined before it outside', () => {
    const inner = { Type: 'Parallel', Branches: [{ StartAt: 'B', States: { B: { ...PASS, Assign: { v: 2 } } } }], End: true };
    expect(findings(machine({ Type: 'Pass', Assign: { 'v.$': '$' }, Next: 'P' }, {}, { P: inner }))).toEqual([
      ['DUPLICATE_VARIABLE_NAME', "The variable name 'v' was already defined in a parent scope.", '/States/P/Branches[0]/States/B/Assign/v'],
    ]);
  });

  test('of a map has a label of its own', () => {
    const two = machine({ ...mapOf({ Label: 'L' }), End: false, Next: 'T' }, {}, { T: { ...mapOf({ Label: 'L' }), ItemProcessor: { StartAt: 'J', States: { J: PASS } } } });
    expect(findings(two)).toEqual([['DUPLICATE_LABEL_NAME', 'Duplicate Label name: L', '/States/T/Label']]);
  });
});

describe('a rule of a Choice', () => {
  const rule = '/States/S/Choices[0]';
  const refused: { readonly [what: string]: readonly [JsonValue, readonly Finding[]] } = {
    'is there': [machine({ Type: 'Choice', Choices: [] }, {}, {}), [[SCHEMA, 'Value cannot be empty', '/States/S/Choices'], ['MISSING_END_STATE', 'Workflow has no terminal state', undefined]]],
    'compares one variable': [choice({ And: [{ Variable: '$.a', IsNull: true }], Variable: '$.a', IsNull: true, Next: 'N' }), [[SCHEMA, 'The object must have only one of the following fields, [And, Or, Not, Variable, Condition]', rule]]],
    'compares once': [choice({ Variable: '$.a', IsNull: true, IsString: true, Next: 'N' }), [[SCHEMA, 'There should only be one of the following fields: [IsNull, IsString]', rule]]],
    'compares with what fits': [choice({ Variable: '$.a', NumericEquals: '1', Next: 'N' }), [[SCHEMA, 'Expected value of type [NUMBER]', `${rule}/NumericEquals`]]],
    'compares with a time': [choice({ Variable: '$.a', TimestampLessThan: 'noon', Next: 'N' }), [[SCHEMA, 'String does not match RFC3339 timestamp', `${rule}/TimestampLessThan`]]],
    'compares with a path': [choice({ Variable: 'a', StringEqualsPath: '$.b', Next: 'N' }), [[SCHEMA, "Value is not a Reference Path: Reference path didn't start with '$'", `${rule}/Variable`]]],
    'compares a variable': [choice({ Not: { Variable: '$.a', IsNull: true }, IsNull: true, Next: 'N' }), [[SCHEMA, 'A comparison needs a Variable', `${rule}/IsNull`]]],
    'leads on only at the top': [choice({ Not: { Variable: '$.a', IsNull: true, Next: 'N' }, Next: 'N' }), [[SCHEMA, "Field 'Next' is not supported", `${rule}/Not`]]],
    'is a condition in JSONata only': [choice({ Condition: true, Next: 'N' }), [[SCHEMA, "The QueryLanguage is set to 'JSONPath', but field 'Condition' is only supported for the 'JSONata' QueryLanguage", rule]]],
    'is an expression': [jsonata({ Type: 'Choice', Choices: [{ Condition: 'true', Next: 'N' }] }, { N: PASS }), [[SCHEMA, 'JSONata string must start with {% and end with %}', `${rule}/Condition`]]],
  };

  test.each(Object.entries(refused))('%s', (_what, [definition, expected]) => {
    expect(findings(definition)).toEqual(expected);
  });

  test('leads somewhere', () => {
    expect(findings(choice({ Variable: '$.a', IsNull: true }))).toContainEqual([SCHEMA, 'These fields are required: [Next]', rule]);
  });

  test('says what it compares with', () => {
    expect(findings(choice({ Variable: '$.a', Next: 'N' }))).toEqual([[SCHEMA, expect.stringContaining('should have only one of the following fields: [StringEquals'), rule]]);
  });
});

describe('a resource', () => {
  test.each([
    'arn:aws:lambda:us-east-1:123456789012:function:f:alias',
    'arn:aws-cn:states:::lambda:invoke.waitForTaskToken',
    'arn:aws:states:us-east-1:123456789012:activity:a',
    'arn:aws:states:::states:startExecution.sync:2',
    'arn:aws:states:::aws-sdk:s3:listBuckets',
    'arn:aws:states:::aws-sdk:sqs:sendMessage.waitForTaskToken',
    'arn:aws:states:::ecs:runTask.sync',
    'arn:aws:states:::http:invoke',
  ])('%s exists', (Resource) => {
    expect(findings(machine(task({ Resource })))).toEqual([]);
  });

  test.each([
    'arn:aws:states:::lambda:invoke.sync',
    'arn:aws:states:::dynamodb:putItem.waitForTaskToken',
    'arn:aws:states:::glue:startJobRun.sync:2',
    'arn:aws:states:::nothing:atAll',
    'arn:aws:states:::aws-sdk:s3:ListBuckets',
    'arn:aws:s3:::bucket',
    'arn:aws:lambda:us-east-1:123456789012:layer:l',
    'arn:aws:states:us-east-1:123456789012:stateMachine:m',
    'arn:aws:states:::constructor:name',
  ])('%s does not exist', (Resource) => {
    expect(findings(machine(task({ Resource })))).toEqual([[SCHEMA, expect.stringMatching(/^The resource provided arn:.* is not recognized\./), '/States/S/Resource']]);
  });

  test('of a neutral program is bound by its runtime, and seconds may be fractions', () => {
    const neutral = machine(task({ Resource: 'uwf:http', TimeoutSeconds: 0.5, Retry: [{ ErrorEquals: ['A'], IntervalSeconds: 0.25 }] }));
    expect(findings(neutral, { resources: 'any' })).toEqual([]);
    expect(findings(neutral)).toHaveLength(3);
  });
});

describe('an Express machine', () => {
  test.each([
    ['arn:aws:states:::states:startExecution.sync:2', "Express state machine does not support '.sync' service integration "],
    ['arn:aws:states:us-east-1:123456789012:activity:a', 'Express state machine does not support Activity ARN'],
  ])('does not wait for %s', (Resource, message) => {
    expect(findings(machine(task({ Resource })), { type: 'EXPRESS' })).toEqual([[SCHEMA, message, '/States/S/Resource']]);
  });

  test('has no distributed map', () => {
    const definition = machine(mapOf({}, { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } }));
    const message = "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines";
    expect(findings(definition, { type: 'EXPRESS' })).toEqual([[SCHEMA, message, '/States/S/ItemProcessor/ProcessorConfig/Mode']]);
  });

  test('stands for the children of a distributed map, too', () => {
    const states = { I: task({ Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken' }) };
    const definition = machine(mapOf({}, { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' }, States: states }));
    expect(findings(definition).map(([, , location]) => location)).toEqual(['/States/S/ItemProcessor/States/I/Resource']);
  });
});

describe('a warning', () => {
  const definition = machine({ ...PASS, Parameters: { a: '$.b' }, Result: ['$.c'] });

  test('is given to those who ask for it', () => {
    expect(findings(definition, { severity: 'WARNING' }).map(([code, , location]) => [code, location])).toEqual([
      ['NO_DOLLAR', '/States/S/Parameters'],
      ['PASS_RESULT_IS_STATIC', '/States/S/Result'],
    ]);
    expect(validateStateMachine(definition, { type: 'STANDARD', severity: 'WARNING' }).result).toBe('OK');
  });

  test('is left out otherwise', () => {
    expect(findings(definition)).toEqual([]);
  });
});
