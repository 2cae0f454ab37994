/**
 * Where the fields of the language stand in a document, so that they can be put in order. What has no shape is data of the author (templates,
 * schemas, arguments) and keeps the author's order.
 */
export type Shape =
  /** An object of the language: its fields in their order; those that are not listed follow, as written. */
  | { readonly kind: 'fields'; readonly order: readonly string[]; readonly inner: { readonly [field: string]: () => Shape } }
  /** A task: a `with` means something else for every kind of call. */
  | { readonly kind: 'task' }
  /** Names of the author, in the author's order, each with the same shape. */
  | { readonly kind: 'named'; readonly each: () => Shape }
  | { readonly kind: 'list'; readonly each: () => Shape };

function fields(order: readonly string[], inner: { readonly [field: string]: () => Shape } = {}): Shape {
  return { kind: 'fields', order, inner };
}

const named = (each: () => Shape): (() => Shape) => () => ({ kind: 'named', each });
const list = (each: () => Shape): (() => Shape) => () => ({ kind: 'list', each });
const task = (): Shape => ({ kind: 'task' });
/** A list of objects with one name each: tasks, cases, extensions. */
const namedList = (each: () => Shape): (() => Shape) => list(named(each));
const taskList = namedList(task);

const duration = (): Shape => fields(['days', 'hours', 'minutes', 'seconds', 'milliseconds']);
const timeout = (): Shape => fields(['after'], { after: duration });
const resource = (): Shape => fields(['name', 'endpoint']);
const schema = (): Shape => fields(['format', 'resource', 'document'], { resource });
const input = (): Shape => fields(['schema', 'from'], { schema });
const output = (): Shape => fields(['schema', 'as'], { schema });
const error = (): Shape => fields(['type', 'status', 'instance', 'title', 'detail']);

const retry = (): Shape =>
  fields(['when', 'exceptWhen', 'delay', 'backoff', 'limit', 'jitter'], {
    delay: duration,
    limit: () => fields(['attempt', 'duration'], { attempt: () => fields(['count', 'duration'], { duration }), duration }),
    jitter: () => fields(['from', 'to'], { from: duration, to: duration }),
  });

const catching = (): Shape =>
  fields(['errors', 'as', 'when', 'exceptWhen', 'retry', 'do', 'then'], { errors: () => fields(['with'], { with: error }), retry, do: taskList });

const eventLoop = (): Shape => fields(['item', 'at', 'do', 'output', 'export'], { do: taskList, output, export: output });
const eventFilter = (): Shape => fields(['with', 'correlate'], { correlate: named(() => fields(['from', 'expect'])) });
const strategy = (): Shape => fields(['one', 'any', 'all', 'until'], { one: eventFilter, any: list(eventFilter), all: list(eventFilter) });

const processFields = ['language', 'code', 'source', 'image', 'name', 'command', 'stdin', 'arguments', 'environment'];
const runs = (): Shape =>
  fields(['workflow', 'script', 'shell', 'container', 'await', 'return'], {
    workflow: () => fields(['namespace', 'name', 'version', 'input']),
    script: () => fields(processFields),
    shell: () => fields(processFields),
    container: () => fields(processFields),
  });

const declassification = (): Shape => fields(['path', 'to', 'purpose', 'method', 'expires']);
const taskAdditions = (): Shape => fields(['uwf'], { uwf: () => fields(['zone', 'priority', 'context', 'declassify', 'limits'], { declassify: list(declassification) }) });
const documentAdditions = (): Shape => fields(['uwf'], { uwf: () => fields(['defaultTier', 'priority', 'limits']) });

const httpArguments = (): Shape => fields(['method', 'endpoint', 'headers', 'query', 'body', 'output', 'redirect']);
const openApiArguments = (): Shape => fields(['document', 'operationId', 'parameters', 'authentication', 'output', 'redirect'], { document: resource });

/** Reading order of a task: whether, with what, what it does, what comes out, where it goes on, notes. */
const TASK_ORDER =
  'if input call with set switch emit listen foreach for while do fork raise run try catch wait timeout output export then metadata'.split(' ');

/** A task whose `call` is this one, if it has any. */
export function taskShape(call: unknown): Shape {
  const argumentsShape = call === 'http' ? { with: httpArguments } : call === 'openapi' ? { with: openApiArguments } : {};
  return fields(TASK_ORDER, {
    ...argumentsShape,
    input,
    switch: namedList(() => fields(['when', 'then'])),
    listen: () => fields(['to', 'read'], { to: strategy }),
    foreach: eventLoop,
    for: () => fields(['each', 'in', 'at']),
    do: taskList,
    fork: () => fields(['compete', 'branches'], { branches: taskList }),
    raise: () => fields(['error'], { error }),
    run: runs,
    try: taskList,
    catch: catching,
    wait: duration,
    timeout,
    output,
    export: output,
    metadata: taskAdditions,
  });
}

/** The whole document. */
export const DOCUMENT_SHAPE: Shape = fields(['document', 'evaluate', 'input', 'use', 'schedule', 'timeout', 'do', 'stateMachine', 'output'], {
  document: () => fields(['dsl', 'namespace', 'name', 'version', 'title', 'summary', 'tags', 'metadata'], { metadata: documentAdditions }),
  evaluate: () => fields(['language', 'mode']),
  input,
  use: () =>
    fields(['secrets', 'authentications', 'catalogs', 'errors', 'timeouts', 'retries', 'functions', 'extensions'], {
      errors: named(error),
      timeouts: named(timeout),
      retries: named(retry),
      functions: named(task),
      extensions: namedList(() => fields(['extend', 'when', 'before', 'after'], { before: taskList, after: taskList })),
    }),
  schedule: () => fields(['every', 'cron', 'after', 'on', 'read'], { every: duration, after: duration, on: strategy }),
  timeout,
  do: taskList,
  output,
});

/** Puts names into the order of the language; names that it does not know follow in the order given. */
export function inFieldOrder<T>(items: readonly T[], nameOf: (item: T) => string | undefined, order: readonly string[]): readonly T[] {
  const rank = (item: T): number => {
    const index = order.indexOf(nameOf(item) ?? '');
    return index < 0 ? order.length : index;
  };
  return items.map((item, index) => ({ item, index, rank: rank(item) })).sort((left, right) => left.rank - right.rank || left.index - right.index).map(({ item }) => item);
}
