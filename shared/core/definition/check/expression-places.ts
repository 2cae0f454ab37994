import type { RawTaskKind } from './task-kind.ts';

/** The way from a part of the document to a field of it. */
export type ExpressionPath = readonly (string | number)[];

/** Where expressions may stand (mapping §3.1). */
export interface ExpressionRules {
  /** Fields whose text is an expression with or without `${ }`. */
  readonly fields?: readonly ExpressionPath[];
  /** Fields that take data, in which a string is an expression only when it is wholly `${ … }`. */
  readonly templates?: readonly ExpressionPath[];
  /** A string is an expression, anything else a template. */
  readonly either?: readonly ExpressionPath[];
}

/**
 * The fields of each kind of task, beside those that all tasks have. `code` of a script and `command` of a shell or container are left
 * out on purpose: shells have `${…}` of their own.
 */
export const TASK_EXPRESSIONS: { readonly [kind in RawTaskKind]?: ExpressionRules } = {
  set: { templates: [['set']] },
  'call-function': { templates: [['with']] },
  'call-http': { templates: paths('with', ['endpoint', 'headers', 'query', 'body']) },
  'call-openapi': { templates: [['with', 'parameters']] },
  'call-grpc': { templates: [['with', 'arguments']] },
  'call-a2a': { templates: paths('with', ['parameters', 'server']) },
  'call-mcp': { templates: paths('with', ['parameters', 'transport']) },
  'call-asyncapi': {
    templates: [['with', 'message'], ['with', 'server', 'variables']],
    fields: [['with', 'subscription', 'filter'], ['with', 'subscription', 'consume', 'while'], ['with', 'subscription', 'consume', 'until']],
  },
  for: { either: [['for', 'in']], fields: [['while']] },
  try: { fields: [['catch', 'when'], ['catch', 'exceptWhen'], ['catch', 'retry', 'when'], ['catch', 'retry', 'exceptWhen']] },
  raise: { templates: [['raise', 'error']] },
  emit: { templates: [['emit', 'event', 'with']] },
  run: {
    templates: [
      ['run', 'workflow', 'input'],
      ...['script', 'shell', 'container'].flatMap((process) => ['stdin', 'arguments', 'environment'].map((field) => ['run', process, field])),
      ...['image', 'name', 'ports', 'volumes'].map((field) => ['run', 'container', field]),
    ],
  },
};

function paths(owner: string, fields: readonly string[]): readonly ExpressionPath[] {
  return fields.map((field) => [owner, field]);
}
