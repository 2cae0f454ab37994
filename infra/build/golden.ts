/** A generated file that is committed: reviewed like code, never edited by hand. */
export interface Golden {
  /** From the root of the repository, with `/`. */
  readonly path: string;
  readonly content: string;
}
