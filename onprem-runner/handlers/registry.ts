import type { Handler } from './define-handler.ts';

/** The handlers of one runner, by the name that a program calls them by. */
export interface HandlerRegistry {
  find(name: string, version: string): Handler | undefined;
}

export function createHandlerRegistry(handlers: readonly Handler[]): HandlerRegistry {
  const byIdentity = new Map(handlers.map((handler) => [`${handler.name}:${handler.version}`, handler]));
  return { find: (name, version) => byIdentity.get(`${name}:${version}`) };
}
