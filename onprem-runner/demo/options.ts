/** What `uwf demo` is asked for. */
export interface DemoOptions {
  /** End after the last step instead of going on serving. */
  readonly once: boolean;
  /** Print one summary object as the last line. */
  readonly json: boolean;
  /** NDJSON file of transactions. */
  readonly input: string;
  /** The document that is registered and run. */
  readonly workflow: string;
  /** The document that is compiled to show a refusal. */
  readonly definition: string;
  /** True for the document that comes with the product: it must not compile. */
  readonly expectsRefusal: boolean;
}

/** The last line of `--json`. */
export interface DemoSummary {
  readonly submitted: number;
  readonly completed: number;
  readonly failed: number;
  /** Different Tier 1 values of eight bytes and more that were submitted. */
  readonly tier1Values: number;
  readonly cloudBytesScanned: number;
  readonly tier1Hits: number;
  readonly refused: readonly { readonly code: string; readonly pointer: string }[];
  readonly seconds: number;
}
