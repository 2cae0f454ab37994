/** The whole schema as one document, its parts in the order of their file names. */
export function readWorkflowSchema(): { readonly [keyword: string]: unknown };
/** The published form: what `docs/schema/uwf-workflow.schema.json` has to hold. */
export function publishedSchemaText(): string;
/** Writes the published schema when it differs; returns true when it did. */
export function publishSchema(): boolean;
/** Generates `validators.mjs` and its types. Does nothing when they are up to date. */
export function generateValidators(): Promise<string>;
export { generateValidators as makeValidators };
