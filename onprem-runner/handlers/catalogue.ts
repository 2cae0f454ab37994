import type { CatalogueEntry, HandlerErrorCode } from '#shared/core/definition/catalogue-entry.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import type { Handler } from './define-handler.ts';

/** The public halves of handlers, ordered by name and version: what definitions are compiled against. Plain JSON, no code. */
export function catalogueOf(handlers: readonly Handler[]): readonly CatalogueEntry[] {
  return handlers.map(toEntry).sort((left, right) => compareText(`${left.name}:${left.version}`, `${right.name}:${right.version}`));
}

function toEntry(handler: Handler): CatalogueEntry {
  return {
    name: handler.name,
    version: handler.version,
    ...(handler.description === undefined ? {} : { description: handler.description }),
    zone: 'on-prem',
    input: copy(handler.input),
    output: copy(handler.output),
    errors: toErrors(handler),
    declassify: (handler.declassify ?? []).map((entry) => ({ ...entry })),
    ...(handler.timeoutSeconds === undefined ? {} : { timeoutSeconds: handler.timeoutSeconds }),
  };
}

function toErrors(handler: Handler): readonly HandlerErrorCode[] {
  return Object.entries(handler.errors).map(([code, { status, title, retryable }]) => ({ code, status, title, retryable }));
}

/** The catalogue is shared; the module's own schemas stay its own. */
function copy(schema: JsonObject): JsonObject {
  return structuredClone(schema);
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
