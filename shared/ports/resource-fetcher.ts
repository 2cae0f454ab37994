import type { Result } from '#shared/core/kernel/result.ts';

/**
 * Fetches documents that a definition needs while it is compiled: OpenAPI documents, schemas, functions of catalogues, scripts. Where
 * addresses may lead is decided by the adapter's rules, not by the definition.
 */
export interface ResourceFetcher {
  /** The text (UTF-8) of a document, or why it cannot be had. Never throws for what the other side does. */
  fetch(request: { readonly uri: string }): Promise<Result<string, ResourceProblem>>;
}

/**
 * Why a document cannot be had: its address is not one that may be read here, there is no answer from there, there is no such document,
 * it is too large, or it is not text in UTF-8.
 */
export type ResourceProblem = 'refused' | 'unreachable' | 'missing' | 'too-large' | 'not-text';
