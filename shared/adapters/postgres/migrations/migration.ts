/** One step of the schema. Released steps never change: their digest is stored where they were applied. */
export interface Migration {
  /** From 1, without gaps. */
  readonly version: number;
  readonly name: string;
  /** Statements for the default schema. Text in TypeScript, so that a bundle of one file carries them. */
  readonly statements: readonly string[];
}
