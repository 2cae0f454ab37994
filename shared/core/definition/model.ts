import type { JsonObject } from '../kernel/json.ts';
import type { Tier } from '../tier/tier.ts';
import type {
  AuthenticationSpec,
  DataInput,
  DataOutput,
  DurationSpec,
  ErrorFilter,
  ErrorSpec,
  EventReading,
  ExpressionSpec,
  ExternalResource,
  FlowDirective,
  RetryPolicy,
  RetrySpec,
  TaskMetadata,
  Template,
  TimeoutSpec,
} from './model-parts.ts';

export type * from './model-parts.ts';

/**
 * The typed form of a partner's document (Serverless Workflow DSL 1.0.x): what `normalise` makes of checked JSON.
 * Every node carries the JSON Pointer of its source. References (functions, errors, retries, timeouts) are still names here.
 */
export interface Definition {
  readonly identity: DefinitionIdentity;
  readonly title?: string;
  readonly summary?: string;
  readonly language: ExpressionLanguage;
  readonly input: DataInput;
  readonly output: DataOutput;
  readonly timeout?: TimeoutSpec;
  readonly use: ReusableComponents;
  /** When the workflow starts by itself. */
  readonly schedule?: ScheduleSpec;
  readonly tasks: readonly TaskNode[];
  /** A state machine of Amazon States Language in place of `do` (our own addition); `tasks` is empty then. */
  readonly stateMachine?: { readonly pointer: string; readonly machine: JsonObject };
  readonly metadata: DefinitionMetadata;
  /** The whole document as JSON, for `$workflow.definition` and digests. */
  readonly source: JsonObject;
}

/** What a definition is known by; versions never change once published. */
export interface DefinitionIdentity {
  readonly namespace: string;
  readonly name: string;
  /** Semantic version, written by the author. */
  readonly version: string;
}

/** `evaluate.language`; jq is the default of the DSL. */
export type ExpressionLanguage = 'jsonata' | 'jq';

/** Our own additions on the document: `metadata.uwf`. */
export interface DefinitionMetadata {
  /** Tier of what no schema annotates; 2 unless the author says otherwise. */
  readonly defaultTier?: Tier;
}

/** What every task has, whatever it does. */
export interface TaskBase {
  readonly name: string;
  /** JSON Pointer of the task: `/do/0/store`. */
  readonly pointer: string;
  readonly if?: ExpressionSpec;
  readonly input: DataInput;
  readonly output: DataOutput;
  readonly export: DataOutput;
  readonly timeout?: TimeoutSpec;
  readonly then: FlowDirective;
  readonly metadata: TaskMetadata;
}

/** `set`: the output is exactly the template's value. */
export interface SetTask extends TaskBase {
  readonly kind: 'set';
  readonly set: Template;
}

/** One case of a `switch`, in order. */
export interface SwitchCase {
  readonly name: string;
  readonly pointer: string;
  /** Absent on the default case. */
  readonly when?: ExpressionSpec;
  readonly then: FlowDirective;
}

/** `switch`: goes on at the first case that holds. */
export interface SwitchTask extends TaskBase {
  readonly kind: 'switch';
  readonly cases: readonly SwitchCase[];
}

/** `do`: a list of tasks in order. */
export interface DoTask extends TaskBase {
  readonly kind: 'do';
  readonly tasks: readonly TaskNode[];
}

/** `call` of a function: of the document, or of the catalogue. */
export interface CallFunctionTask extends TaskBase {
  readonly kind: 'call-function';
  /** As written after `call:`: a name of `use.functions` or `name[:version[@catalog]]` of the catalogue. */
  readonly call: string;
  readonly with: Template;
}

/** `call: http`. */
export interface CallHttpTask extends TaskBase {
  readonly kind: 'call-http';
  readonly http: HttpCall;
}

/** `with` of `call: http`. Every part is a template of its own, so that findings point at it. */
export interface HttpCall {
  readonly pointer: string;
  readonly method: string;
  /** A URI, a URI template (RFC 6570 level 1) or an expression. */
  readonly endpoint: Template;
  readonly headers?: Template;
  readonly query?: Template;
  readonly body?: Template;
  readonly output: 'content' | 'response' | 'raw';
  readonly redirect: boolean;
  readonly authentication?: AuthenticationSpec;
}

/** `call: openapi`: an operation of an OpenAPI (or Swagger 2.0) document, resolved to an HTTP request when it is compiled. */
export interface CallOpenApiTask extends TaskBase {
  readonly kind: 'call-openapi';
  readonly openapi: {
    readonly pointer: string;
    readonly document: ExternalResource;
    readonly operationId: string;
    readonly parameters?: Template;
    readonly authentication?: AuthenticationSpec;
    readonly output: 'content' | 'response' | 'raw';
    readonly redirect: boolean;
  };
}

/** `call: grpc`, `a2a`, `mcp`: the whole `with` as a template. */
export interface CallProtocolTask extends TaskBase {
  readonly kind: 'call-grpc' | 'call-a2a' | 'call-mcp';
  readonly with: Template;
  /** Of the server that is called: `service`, `server` or `transport.http.endpoint`. It stands in `with` too. */
  readonly authentication?: AuthenticationSpec;
}

/** `call: asyncapi`: publishes a message (`with.message`), or consumes some (`with.subscription`). */
export interface CallAsyncApiTask extends TaskBase {
  readonly kind: 'call-asyncapi';
  /** `with` without `subscription`. */
  readonly with: Template;
  /** `with.authentication`; it stands in `with` too. */
  readonly authentication?: AuthenticationSpec;
  readonly subscription?: AsyncApiSubscription;
}

/** Which messages are consumed (`subscription.consume`) and for how long. Exactly one of `amount`, `while`, `until`; `for` bounds any of them. */
export interface AsyncApiSubscription {
  readonly pointer: string;
  readonly filter?: ExpressionSpec;
  readonly amount?: number;
  readonly while?: ExpressionSpec;
  readonly until?: ExpressionSpec;
  readonly for?: DurationSpec;
  readonly foreach?: EventLoop;
}

/** `try`: a list of tasks whose errors are caught. */
export interface TryTask extends TaskBase {
  readonly kind: 'try';
  readonly tasks: readonly TaskNode[];
  readonly catch: CatchSpec;
}

/** `catch`: which errors, how often again, and what then. */
export interface CatchSpec {
  readonly pointer: string;
  /** `errors.with`: every property given must be equal. Empty: every error. */
  readonly errors: ErrorFilter;
  /** Name of the error variable, without `$`; `error` unless given. */
  readonly as: string;
  readonly when?: ExpressionSpec;
  readonly exceptWhen?: ExpressionSpec;
  readonly retry?: RetrySpec;
  readonly tasks?: readonly TaskNode[];
  readonly then: FlowDirective;
}

/** `raise`: fails with an error of the author. */
export interface RaiseTask extends TaskBase {
  readonly kind: 'raise';
  readonly error: { readonly kind: 'reference'; readonly name: string; readonly pointer: string } | { readonly kind: 'error'; readonly error: ErrorSpec };
}

/** `wait`: lets a length of time pass. */
export interface WaitTask extends TaskBase {
  readonly kind: 'wait';
  readonly duration: DurationSpec;
}

/** `for`: a list of tasks for each item, one after the other; each iteration gets the output of the one before. */
export interface ForTask extends TaskBase {
  readonly kind: 'for';
  /** Name of the item's variable, without `$`; `item` unless given. */
  readonly each: string;
  /** Name of the position's variable, from 0; `index` unless given. */
  readonly at: string;
  /** A string is an expression, an array a template. */
  readonly in: Template;
  /** Tested before every iteration, the first too (mapping §5.3). */
  readonly while?: ExpressionSpec;
  readonly tasks: readonly TaskNode[];
}

/** `fork`: branches at the same time. */
export interface ForkTask extends TaskBase {
  readonly kind: 'fork';
  readonly branches: readonly TaskNode[];
  /** The first branch that ends wins; its output is the fork's. */
  readonly compete: boolean;
}

/** `emit`: publishes an event; the output is the event. */
export interface EmitTask extends TaskBase {
  readonly kind: 'emit';
  /** `emit.event.with`. */
  readonly event: Template;
}

/** `listen`: waits for events. */
export interface ListenTask extends TaskBase {
  readonly kind: 'listen';
  readonly to: EventStrategy;
  readonly read: EventReading;
  readonly foreach?: EventLoop;
}

/** Which events are waited for (DSL "Event Consumption Strategy"). */
export type EventStrategy =
  | { readonly kind: 'one'; readonly pointer: string; readonly filter: EventFilter }
  | { readonly kind: 'all'; readonly pointer: string; readonly filters: readonly EventFilter[] }
  | { readonly kind: 'any'; readonly pointer: string; readonly filters: readonly EventFilter[]; readonly until?: ExpressionSpec | EventStrategy };

/** Which event is meant. Attributes: equality, a regular expression, or an expression over the attribute's value. */
export interface EventFilter {
  readonly pointer: string;
  readonly with: Template;
  readonly correlate: ReadonlyMap<string, EventCorrelation>;
}

/** `from` extracts a value of the event; it must equal `expect`, or what the first event gave. */
export interface EventCorrelation {
  readonly pointer: string;
  readonly from: ExpressionSpec;
  /** A constant, or an expression when it is written as `${ … }`. */
  readonly expect?: Template;
}

/** `foreach` of a listener: tasks for each event, one after the other. */
export interface EventLoop {
  readonly pointer: string;
  /** Name of the event's variable; `item` unless given. */
  readonly item: string;
  /** Name of the position's variable; `index` unless given. */
  readonly at: string;
  readonly tasks: readonly TaskNode[];
  readonly output: DataOutput;
  readonly export: DataOutput;
}

/** `run`: a process outside of the workflow. */
export interface RunTask extends TaskBase {
  readonly kind: 'run';
  readonly process: RunProcess;
  /** False: goes on at once with the task's transformed input. */
  readonly await: boolean;
  readonly return: 'stdout' | 'stderr' | 'code' | 'all' | 'none';
}

/** What is run. In `code` and `command` nothing is an expression unless the whole text is; shells have `${…}` of their own. */
export type RunProcess =
  | { readonly kind: 'workflow'; readonly pointer: string; readonly namespace: string; readonly name: string; readonly version: string; readonly input?: Template }
  | { readonly kind: 'script'; readonly pointer: string; readonly language: string; readonly code?: string; readonly source?: ExternalResource; readonly parameters: ProcessParameters }
  | { readonly kind: 'shell'; readonly pointer: string; readonly command: string; readonly parameters: ProcessParameters }
  | { readonly kind: 'container'; readonly pointer: string; readonly container: Template };

/** What a process gets. */
export interface ProcessParameters {
  readonly stdin?: Template;
  /** A list of texts. */
  readonly arguments?: Template;
  readonly environment?: Template;
}

/** When a workflow starts by itself. */
export interface ScheduleSpec {
  readonly pointer: string;
  readonly every?: DurationSpec;
  /** Five fields, as in crontab. */
  readonly cron?: string;
  /** How long after an execution has ended the next one starts. */
  readonly after?: DurationSpec;
  readonly on?: EventStrategy;
  readonly read: EventReading;
}

/** Tasks around every task of a type (DSL "Extension"). */
export interface ExtensionSpec {
  readonly name: string;
  readonly pointer: string;
  /** A type of task, `composite` or `all`. */
  readonly extend: string;
  readonly when?: ExpressionSpec;
  readonly before: readonly TaskNode[];
  readonly after: readonly TaskNode[];
}

/** Any task that this version takes. */
export type TaskNode =
  | SetTask
  | SwitchTask
  | DoTask
  | CallFunctionTask
  | CallHttpTask
  | CallOpenApiTask
  | CallProtocolTask
  | CallAsyncApiTask
  | TryTask
  | RaiseTask
  | WaitTask
  | ForTask
  | ForkTask
  | EmitTask
  | ListenTask
  | RunTask;

/** `use`: what tasks refer to by name. */
export interface ReusableComponents {
  readonly errors: ReadonlyMap<string, ErrorSpec>;
  readonly retries: ReadonlyMap<string, RetryPolicy>;
  readonly timeouts: ReadonlyMap<string, DurationSpec>;
  readonly functions: ReadonlyMap<string, TaskNode>;
  /** Names of the secrets that the document may use. */
  readonly secrets: ReadonlySet<string>;
  readonly authentications: ReadonlyMap<string, AuthenticationSpec>;
  /** In the order of the document: the first is the outermost. */
  readonly extensions: readonly ExtensionSpec[];
  /** Root URIs of function catalogues, by name. */
  readonly catalogs: ReadonlyMap<string, ExternalResource>;
}
