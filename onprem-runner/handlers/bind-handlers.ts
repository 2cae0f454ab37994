import { unreachable } from '#shared/core/kernel/assert.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { Logger } from '#shared/ports/logger.ts';
import type { HandlerProcesses } from '../isolation/handler-processes.ts';
import type { HttpTaskCaller } from '../tasks/task-context.ts';
import type { Handler, RunnerContext } from './define-handler.ts';
import { HandlerError, HandlerFault } from './handler-error.ts';
import type { FileBatchDeclaration } from './kinds/file-batch/declaration.ts';
import { performFileBatch, type FileTools } from './kinds/file-batch/perform.ts';
import { performHttp } from './kinds/http/perform.ts';
import { performSql, type SqlTools } from './kinds/sql/perform.ts';
import type { LoadedHandler } from './loaded-handler.ts';

/** What handlers work with, by their kinds. */
export interface HandlerTools {
  /** Modules run in processes of their own; `none`: in this one, for tests and for handlers of whom nothing is to be feared. */
  readonly isolation: HandlerProcesses | 'none';
  /** As for `call: http`: to the hosts of the runner's egress list only, errors without the answer's body. */
  readonly http: HttpTaskCaller;
  /** Absent: this runner has no databases for handlers. */
  readonly sql?: SqlTools;
  readonly files: FileTools;
  /** Whether a host may be called; a declaration that goes elsewhere is refused when the runner starts. */
  readonly isAllowed: (url: URL) => boolean;
  readonly logger: Logger;
}

/**
 * Makes loaded handlers ready to be called. Errors: `UWF-5005` with every handler that needs what this runner does not have (`details.problems`).
 */
export function bindHandlers(handlers: readonly LoadedHandler[], tools: HandlerTools): readonly Handler[] {
  const problems = handlers.flatMap((handler) => problemsOf(handler, tools).map((problem) => `${handler.name}:${handler.version}: ${problem}`));
  if (problems.length > 0) throw new UwfError('UWF-5005', `handlers cannot be used on this runner:\n${problems.join('\n')}`, { details: { problems } });
  return handlers.map((handler) => bindHandler(handler, tools));
}

function problemsOf({ source }: LoadedHandler, tools: HandlerTools): readonly string[] {
  switch (source.kind) {
    case 'module':
      return [];
    case 'http':
      return tools.isAllowed(new URL(source.declaration.url.replaceAll(/\{[^{}]*\}/gu, 'x'))) ? [] : ['its host is not on the egress list'];
    case 'sql':
      return source.declaration.database.kind === 'local' || tools.sql !== undefined ? [] : ['this runner has no secrets, so no database can be opened'];
    case 'file-batch':
      return rootProblems(source.declaration, tools);
    default:
      return unreachable(source);
  }
}

function rootProblems(declaration: FileBatchDeclaration, { files }: HandlerTools): readonly string[] {
  const reads = declaration.operation === 'write' ? [] : [{ root: declaration.source.root, access: 'read' as const }];
  const writes = declaration.operation === 'inspect' ? [] : [{ root: declaration.destination.root, access: 'write' as const }];
  return [...reads, ...writes].flatMap(({ root, access }) => {
    const found = Object.hasOwn(files.roots, root) ? files.roots[root] : undefined;
    if (found === undefined) return [`this runner has no root ${root}`];
    return found.access === access || found.access === 'read-write' ? [] : [`the root ${root} is not there to ${access}`];
  });
}

/** The log says which handler broke, and in which of a closed list of ways: for who runs it, and without its data. */
function bindHandler(handler: LoadedHandler, tools: HandlerTools): Handler {
  const perform = performerOf(handler, tools);
  return {
    ...handler,
    handle: async (input, context) => {
      try {
        return await perform(input, context);
      } catch (error) {
        if (!(error instanceof HandlerError)) tools.logger.warn('handler-fault', { handler: `${handler.name}:${handler.version}`, attemptId: context.attemptId, reason: reasonOf(error) });
        throw error;
      }
    },
  };
}

function reasonOf(error: unknown): string {
  if (error instanceof HandlerFault) return error.reason;
  return error instanceof UwfError ? error.code : 'thrown';
}

type Performer = (input: JsonValue, context: RunnerContext) => Promise<unknown> | unknown;

function performerOf(handler: LoadedHandler, tools: HandlerTools): Performer {
  const { source, name, version } = handler;
  switch (source.kind) {
    case 'module': {
      const { isolation } = tools;
      if (isolation === 'none') return (input, context) => handler.handle(input, context);
      return (input, context) => isolation.call(source.module, { name, version, input, context });
    }
    case 'http':
      return (input, context) => performHttp(source.declaration, tools.http, { input, context });
    case 'sql':
      return (input, context) => performSql(source.declaration, tools.sql ?? NO_DATABASES, { handler: `${name}:${version}`, input, context });
    case 'file-batch':
      return (input, context) => performFileBatch(source.declaration, tools.files, { input, context });
    default:
      return unreachable(source);
  }
}

const NO_DATABASES: SqlTools = {
  secrets: () => Promise.reject(new HandlerFault('secret')),
  databases: {
    open: () => {
      throw new HandlerFault('database');
    },
    close: () => Promise.resolve(),
  },
};
