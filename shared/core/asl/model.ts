import { isJsonObject, type JsonObject, type JsonValue } from '../kernel/json.ts';

/**
 * The one executable form: an Amazon States Language machine in JSONata mode (states-language.net, QueryLanguage JSONata).
 * A string that starts with `{%` and ends with `%}` is an expression; every other string is a literal.
 * Interpreter, Step Functions and Durable Functions all execute exactly this.
 */
export interface AslMachine {
  readonly Comment?: string;
  readonly QueryLanguage: 'JSONata';
  readonly StartAt: string;
  /** Whole seconds on AWS; our engine also takes fractions. */
  readonly TimeoutSeconds?: number;
  readonly States: { readonly [name: string]: AslState };
}

/** Any state that this version executes. */
export type AslState = PassState | TaskState | ChoiceState | WaitState | SucceedState | FailState;

/** Either `Next` or `End`, never both. */
export interface AslTransition {
  readonly Next?: string;
  readonly End?: true;
}

/** `Output` and `Assign` are templates: JSON with expressions at any depth. Both see the values on state entry. */
export interface AslDataFlow {
  readonly Output?: JsonValue;
  readonly Assign?: JsonObject;
}

/** Makes its output without any work outside. */
export interface PassState extends AslTransition, AslDataFlow {
  readonly Type: 'Pass';
  readonly Comment?: string;
}

/** Has work done outside and waits for its result. */
export interface TaskState extends AslTransition, AslDataFlow {
  readonly Type: 'Task';
  readonly Comment?: string;
  /** See {@link TaskResource}. */
  readonly Resource: string;
  /** Template; its value is what the task gets. Absent: the state's input. */
  readonly Arguments?: JsonValue;
  readonly TimeoutSeconds?: number | string;
  readonly HeartbeatSeconds?: number | string;
  readonly Retry?: readonly AslRetrier[];
  readonly Catch?: readonly AslCatcher[];
}

/**
 * What a Task state of a neutral program calls; each runtime binds it to something of its own.
 *  - `uwf:function:<name>:<version>`  a function of the catalogue (a runner's handler); Arguments: its input
 *  - `uwf:http`      one HTTP request; Arguments: {@link HttpTaskArguments}
 *  - `uwf:evaluate`  a template evaluated where its data may be in the clear; Arguments: {@link EvaluateTaskArguments}
 */
export type TaskResource = `uwf:function:${string}:${string}` | 'uwf:http' | 'uwf:evaluate';

/** Arguments of `uwf:http`, all values final (no expressions left). */
export interface HttpTaskArguments {
  readonly method: string;
  readonly endpoint: string;
  readonly headers?: JsonObject;
  readonly query?: JsonObject;
  readonly body?: JsonValue;
  readonly output: 'content' | 'response' | 'raw';
  readonly redirect: boolean;
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
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
}

/** Takes the first rule whose condition is true. */
export interface ChoiceState extends AslDataFlow {
  readonly Type: 'Choice';
  readonly Comment?: string;
  readonly Choices: readonly ChoiceRule[];
  readonly Default?: string;
}

/** One way out of a Choice; its own Output and Assign replace the state's. */
export interface ChoiceRule extends AslDataFlow {
  readonly Condition: string | boolean;
  readonly Next: string;
}

/** Waits for a time, or until one. */
export interface WaitState extends AslTransition, AslDataFlow {
  readonly Type: 'Wait';
  readonly Comment?: string;
  readonly Seconds?: number | string;
  readonly Timestamp?: string;
}

/** Ends the execution well. */
export interface SucceedState {
  readonly Type: 'Succeed';
  readonly Comment?: string;
  readonly Output?: JsonValue;
}

/** Ends the execution with an error. */
export interface FailState {
  readonly Type: 'Fail';
  readonly Comment?: string;
  readonly Error?: string;
  readonly Cause?: string;
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
