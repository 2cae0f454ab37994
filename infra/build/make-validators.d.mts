/** The published form: what `docs/schema/uwf-workflow.schema.json` has to hold. */
export function publishedSchemaText(): string;
/** Generates `validators.mjs` and its types. Does nothing when they are up to date. */
export function generateValidators(): Promise<string>;
export { generateValidators as makeValidators };
