import type { Handler } from './define-handler.ts';
import type { FileBatchDeclaration } from './kinds/file-batch/declaration.ts';
import type { HttpDeclaration } from './kinds/http/declaration.ts';
import type { SqlDeclaration } from './kinds/sql/declaration.ts';

/** Where the work of a handler is written down: code of its author's, or a declaration that code of the runner's carries out. */
export type HandlerSource =
  | { readonly kind: 'module'; readonly module: string }
  | { readonly kind: 'http'; readonly declaration: HttpDeclaration }
  | { readonly kind: 'sql'; readonly declaration: SqlDeclaration }
  | { readonly kind: 'file-batch'; readonly declaration: FileBatchDeclaration };

/** A handler as its file has it. One that is declared does nothing before it is bound to what it works with: see `bindHandlers`. */
export interface LoadedHandler extends Handler {
  readonly source: HandlerSource;
}
