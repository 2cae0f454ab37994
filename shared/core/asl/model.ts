import { isJsonObject, type JsonObject, type JsonValue } from '../kernel/json.ts';

/** Which of the two expression languages of ASL a state uses (states-language.net, "QueryLanguage"). */
export type QueryLanguage = 'JSONata' | 'JSONPath';

/**
 * The one executable form: an Amazon States Language machine (states-language.net). Our compiler writes JSONata mode throughout; machines
 * that users bring along may use JSONPath, for a state or as a whole. In JSONata mode a string that starts with `{%` and ends with `%}` is
 * an expression; every other string is a literal. Interpreter, Step Functions and Durable Functions all execute exactly this.
 */
export interface AslMachine extends AslScope {
  /** Absent: JSONPath, as on AWS. */
  readonly QueryLanguage?: QueryLanguage;
  readonly Version?: '1.0';
  /** Whole seconds on AWS; our engine also takes fractions. */
  readonly TimeoutSeconds?: number;
}

/** States that lead to each other: a machine, a branch of a Parallel, the processor of a Map. State names are unique over all scopes of one machine. */
export interface AslScope {
  readonly Comment?: string;
  readonly StartAt: string;
  readonly States: { readonly [name: string]: AslState };
}

/** Any state of ASL. */
export type AslState = PassState | TaskState | ChoiceState | WaitState | SucceedState | FailState | ParallelState | MapState;

/** What every state may have. */
export interface AslStateBase {
  readonly Comment?: string;
  /** Absent: the language of the machine. */
  readonly QueryLanguage?: QueryLanguage;
}

/** Either `Next` or `End`, never both. */
export interface AslTransition {
  readonly Next?: string;
  readonly End?: true;
}

/** `Output` and `Assign` are templates: JSON with expressions at any depth. Both see the values on state entry. In JSONPath mode there is no `Output`. */
export interface AslDataFlow {
  readonly Output?: JsonValue;
  readonly Assign?: JsonObject;
}

/** Input and output paths of a JSONPath state; `null` stands for an empty object (InputPath, OutputPath) or for "drop the result" (ResultPath). */
export interface AslPaths {
  readonly InputPath?: string | null;
  readonly OutputPath?: string | null;
}

/** How a JSONPath state makes its work's input and puts the result into its output. `Parameters` and `ResultSelector` are payload templates (`"key.$": path`). */
export interface AslResultPaths extends AslPaths {
  readonly Parameters?: JsonValue;
  readonly ResultSelector?: JsonObject;
  readonly ResultPath?: string | null;
}

/** What is tried again and what is caught: Task, Parallel and Map. */
export interface AslRecovery {
  readonly Retry?: readonly AslRetrier[];
  readonly Catch?: readonly AslCatcher[];
}

/** Makes its output without any work outside. */
export interface PassState extends AslStateBase, AslTransition, AslDataFlow, AslPaths {
  readonly Type: 'Pass';
  /** JSONPath mode only; never interpreted. */
  readonly Result?: JsonValue;
  readonly Parameters?: JsonValue;
  readonly ResultPath?: string | null;
}

/** Has work done outside and waits for its result. */
export interface TaskState extends AslStateBase, AslTransition, AslDataFlow, AslResultPaths, AslRecovery {
  readonly Type: 'Task';
  /** See {@link TaskResource}; in machines that users bring along, an ARN. */
  readonly Resource: string;
  /** Template; its value is what the task gets. Absent: the state's input. */
  readonly Arguments?: JsonValue;
  readonly TimeoutSeconds?: number | string;
  readonly TimeoutSecondsPath?: string;
  readonly HeartbeatSeconds?: number | string;
  readonly HeartbeatSecondsPath?: string;
  readonly Credentials?: JsonObject;
}

/**
 * What a Task state of a neutral program calls; each runtime binds it to something of its own.
 *  - `uwf:function:<name>:<version>`  a function of the catalogue (a runner's handler); Arguments: its input
 *  - `uwf:http`          one HTTP request; Arguments: {@link HttpTaskArguments}
 *  - `uwf:evaluate`      a template evaluated where its data may be in the clear; Arguments: {@link EvaluateTaskArguments}
 *  - `uwf:validate`      a value checked against a JSON Schema; Arguments: {@link ValidateTaskArguments}; result: the value
 *  - `uwf:emit`          a CloudEvent published; Arguments: {@link EmitTaskArguments}; result: the event as published
 *  - `uwf:listen`        waits for events; Arguments: {@link ListenTaskArguments}; result: the array of what was read
 *  - `uwf:subscribe`, `uwf:next-event`, `uwf:unsubscribe`  the same one by one, for `foreach`; see {@link ListenTaskArguments}
 *  - `uwf:run-workflow`  starts another workflow; Arguments: {@link RunWorkflowTaskArguments}
 *  - `uwf:run-script`, `uwf:run-shell`, `uwf:run-container`  a process; Arguments: {@link RunProcessTaskArguments}
 *  - `uwf:grpc`, `uwf:asyncapi`, `uwf:a2a`, `uwf:mcp`  other protocols; Arguments: the `with` of the task, its expressions evaluated
 */
export type TaskResource = `uwf:function:${string}:${string}` | UwfResource;

/** Resources of the system itself. */
export type UwfResource =
  | 'uwf:http'
  | 'uwf:evaluate'
  | 'uwf:validate'
  | 'uwf:emit'
  | 'uwf:listen'
  | 'uwf:subscribe'
  | 'uwf:next-event'
  | 'uwf:unsubscribe'
  | 'uwf:run-workflow'
  | 'uwf:run-script'
  | 'uwf:run-shell'
  | 'uwf:run-container'
  | 'uwf:grpc'
  | 'uwf:asyncapi'
  | 'uwf:a2a'
  | 'uwf:mcp';

/** Arguments of `uwf:http`, all values final (no expressions left). */
export interface HttpTaskArguments {
  readonly method: string;
  readonly endpoint: string;
  readonly headers?: JsonObject;
  /** Headers whose values are secrets, by name; written by compilers only, never by data, and no part of a result. */
  readonly secretHeaders?: JsonObject;
  readonly query?: JsonObject;
  readonly body?: JsonValue;
  readonly output: 'content' | 'response' | 'raw';
  readonly redirect: boolean;
  /** `basic bearer digest oauth2 oidc` as the DSL shapes them; a secret stands as `{"uwf:secret": "name"}` or `{"uwf:secret": "name", "member": "a.b"}`. */
  readonly authentication?: JsonObject;
}

/** The one member of an object that stands for a secret: the executor resolves it, no runtime ever sees its value. */
export const SECRET_REFERENCE_KEY = 'uwf:secret';

/** Arguments of `uwf:validate`. */
export interface ValidateTaskArguments {
  readonly value: JsonValue;
  /** JSON Schema, draft 2020-12, without outside references. */
  readonly schema: JsonObject | boolean;
}

/** Arguments of `uwf:emit`: CloudEvents attributes as written; `id`, `time`, `source` and `specversion` are filled in by the executor (mapping §5.8). */
export interface EmitTaskArguments {
  readonly event: JsonObject;
  /** `/{namespace}/{name}/{version}`: the source of an event that names none. */
  readonly source: string;
}

/**
 * Arguments of `uwf:listen` and `uwf:subscribe` (mapping §5.9). Conditions stand as `{"uwf:expression": "<JSONata>"}` and are evaluated by
 * the executor with `$` (a filter: the value of the attribute; `until`: the array of what was consumed) and the `variables` given here.
 * `uwf:subscribe` answers `{subscription}`; `uwf:next-event` takes that and answers `{event, done}` (no event when done without one);
 * `uwf:unsubscribe` takes it and answers null.
 */
export interface ListenTaskArguments {
  readonly strategy: JsonObject;
  readonly read: 'data' | 'envelope' | 'raw';
  readonly variables: JsonObject;
}

/** Arguments of `uwf:run-workflow`. */
export interface RunWorkflowTaskArguments {
  readonly namespace: string;
  readonly name: string;
  /** Semantic version or `latest`. */
  readonly version: string;
  readonly input: JsonValue;
  readonly await: boolean;
}

/** Arguments of `uwf:run-script`, `uwf:run-shell` and `uwf:run-container`: the process as the DSL shapes it, expressions evaluated, and what comes back. */
export interface RunProcessTaskArguments {
  readonly process: JsonObject;
  readonly await: boolean;
  readonly return: 'stdout' | 'stderr' | 'code' | 'all' | 'none';
}

/**
 * Arguments of `uwf:evaluate`. Expressions inside `template` stand as `{"uwf:expression": "<JSONata without {% %}>"}`, so that the
 * sender does not evaluate them. They see `$states` and the variables given here, and nothing else.
 */
export interface EvaluateTaskArguments {
  readonly template: JsonValue;
  readonly states: JsonObject;
  readonly variables: JsonObject;
}

/** When and how often a failed attempt is repeated. Counters are kept per retrier. */
export interface AslRetrier {
  readonly Comment?: string;
  readonly ErrorEquals: readonly string[];
  /** Seconds; whole on AWS, our engine also takes fractions. */
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: 'FULL' | 'NONE';
}

/** Where a failure goes on, and what the next state gets. */
export interface AslCatcher extends AslDataFlow {
  readonly Comment?: string;
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  /** JSONPath mode only. */
  readonly ResultPath?: string | null;
}

/** Takes the first rule whose condition is true. */
export interface ChoiceState extends AslStateBase, AslDataFlow, AslPaths {
  readonly Type: 'Choice';
  readonly Choices: readonly (ChoiceRule | PathChoiceRule)[];
  readonly Default?: string;
}

/** One way out of a Choice; its own Output and Assign replace the state's. */
export interface ChoiceRule extends AslDataFlow {
  readonly Comment?: string;
  readonly Condition: string | boolean;
  readonly Next: string;
}

/** One way out of a Choice in JSONPath mode: a comparison (`Variable` with one operator), or `And`, `Or`, `Not` of comparisons. */
export interface PathChoiceRule extends PathComparison {
  readonly Condition?: never;
  readonly Output?: never;
  readonly Assign?: JsonObject;
  readonly Next: string;
}

/** A comparison without its target; the operator is a member of its own, such as `StringEquals`. */
export interface PathComparison {
  readonly Comment?: string;
  readonly Variable?: string;
  readonly And?: readonly PathComparison[];
  readonly Or?: readonly PathComparison[];
  readonly Not?: PathComparison;
}

/** Waits for a time, or until one. */
export interface WaitState extends AslStateBase, AslTransition, AslDataFlow, AslPaths {
  readonly Type: 'Wait';
  readonly Seconds?: number | string;
  readonly SecondsPath?: string;
  readonly Timestamp?: string;
  readonly TimestampPath?: string;
}

/** Ends its scope well: the execution, a branch or an iteration. */
export interface SucceedState extends AslStateBase, AslPaths {
  readonly Type: 'Succeed';
  readonly Output?: JsonValue;
}

/** Ends the execution with an error, unless a Parallel or Map around it catches that. */
export interface FailState extends AslStateBase {
  readonly Type: 'Fail';
  readonly Error?: string;
  readonly ErrorPath?: string;
  readonly Cause?: string;
  readonly CausePath?: string;
}

/** Runs all branches with the same input; its result is the array of their outputs, in the order of the branches. */
export interface ParallelState extends AslStateBase, AslTransition, AslDataFlow, AslResultPaths, AslRecovery {
  readonly Type: 'Parallel';
  readonly Branches: readonly AslScope[];
  readonly Arguments?: JsonValue;
}

/** Runs its processor for every item; its result is the array of the outputs, in the order of the items. */
export interface MapState extends AslStateBase, AslTransition, AslDataFlow, AslResultPaths, AslRecovery {
  readonly Type: 'Map';
  readonly ItemProcessor?: AslItemProcessor;
  /** The name of `ItemProcessor` before 2022; inline only. */
  readonly Iterator?: AslScope;
  /** JSONata mode: an array or an expression for one. */
  readonly Items?: JsonValue;
  readonly ItemsPath?: string;
  readonly ItemSelector?: JsonValue;
  readonly ItemReader?: JsonObject;
  readonly ItemBatcher?: JsonObject;
  readonly ResultWriter?: JsonObject;
  readonly Label?: string;
  /** 0: no limit. */
  readonly MaxConcurrency?: number | string;
  readonly MaxConcurrencyPath?: string;
  readonly ToleratedFailurePercentage?: number | string;
  readonly ToleratedFailurePercentagePath?: string;
  readonly ToleratedFailureCount?: number | string;
  readonly ToleratedFailureCountPath?: string;
}

/** The states that a Map runs for each item, and whether as part of the execution or as executions of their own. */
export interface AslItemProcessor extends AslScope {
  readonly ProcessorConfig?: { readonly Mode?: 'INLINE' | 'DISTRIBUTED'; readonly ExecutionType?: 'STANDARD' | 'EXPRESS' };
}

/** The expression between `{%` and `%}`, trimmed; undefined when the value is a literal. */
export function expressionOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || !value.startsWith('{%') || !value.endsWith('%}') || value.length < 4) return undefined;
  return value.slice(2, -2).trim();
}

/** The one member of an object that stands for an expression inside of a `uwf:evaluate` template. */
export const WORK_ITEM_EXPRESSION_KEY = 'uwf:expression';

/** The JSONata text of such an object; undefined when the value is a literal. Compiler, tier check and worker read it by this alone. */
export function workItemExpressionOf(value: JsonValue): string | undefined {
  if (!isJsonObject(value) || Object.keys(value).length !== 1) return undefined;
  const text = value[WORK_ITEM_EXPRESSION_KEY];
  return typeof text === 'string' ? text : undefined;
}

/** Writes an expression for a `uwf:evaluate` template. */
export function toWorkItemExpression(text: string): JsonObject {
  return { [WORK_ITEM_EXPRESSION_KEY]: text };
}

/** Wraps JSONata text as an ASL expression string. */
export function toExpression(text: string): string {
  return `{% ${text} %}`;
}
