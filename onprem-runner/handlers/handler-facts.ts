import type { Handler } from './define-handler.ts';
import type { LoadedHandler } from './loaded-handler.ts';

/** What the rest of a runner has to know of its handlers, from their files alone. */
export interface HandlerFacts {
  /** Limits that handlers declare, by `name:version`; every handler has its entry. */
  readonly limits: ReadonlyMap<string, number | undefined>;
  /** Targets that handlers declare: names that may be shown. */
  readonly targets: ReadonlySet<string>;
  /** Codes of all catalogues: names that may be shown. */
  readonly codes: ReadonlySet<string>;
  /** True when the effect of a handler lies in the transaction in which the runner stores its answer. */
  isTransactional(name: string, version: string): boolean;
}

export function factsOf(handlers: readonly LoadedHandler[]): HandlerFacts {
  const transactional = new Set(handlers.filter(isLocalSql).map(identityOf));
  return {
    limits: new Map(handlers.map((handler) => [identityOf(handler), handler.concurrencyMax] as const)),
    targets: new Set(handlers.flatMap(({ target }) => (target === undefined ? [] : [target]))),
    codes: new Set(handlers.flatMap(({ errors }) => Object.keys(errors))),
    isTransactional: (name, version) => transactional.has(`${name}:${version}`),
  };
}

function identityOf({ name, version }: Pick<Handler, 'name' | 'version'>): string {
  return `${name}:${version}`;
}

function isLocalSql({ source }: LoadedHandler): boolean {
  return source.kind === 'sql' && source.declaration.database.kind === 'local';
}
