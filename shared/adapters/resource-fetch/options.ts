export interface ResourceFetcherOptions {
  /** Whether an http or https address may be asked; every redirect is held to it, too. */
  readonly isAllowed: (url: URL) => boolean;
  /** Where files may be: `file:` addresses and relative ones lead beneath this folder, or nowhere. Absent: no files. */
  readonly folder?: string;
  readonly fetch?: typeof fetch;
  readonly limits?: Partial<ResourceLimits>;
}

export interface ResourceLimits {
  readonly bytesMax: number;
  readonly timeoutMs: number;
}
