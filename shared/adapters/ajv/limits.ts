/** JSON nodes of one schema; a larger one is refused before ajv makes code of it. */
export const SCHEMA_NODES_MAX = 20_000;
/** Nesting of one schema as JSON. */
export const SCHEMA_DEPTH_MAX = 100;
/** Subschemas that one value can be checked against once references are followed; stops definitions that double at every reference. */
export const SCHEMA_EXPANSION_MAX = 50_000;
/** Findings of one validation; the rest is left out. */
export const SCHEMA_FINDINGS_MAX = 100;
/** Compiled schemas kept for texts that come again as another object. */
export const COMPILED_SCHEMAS_MAX = 500;
/** Characters of a string whose `format` is checked; a longer one does not have the format. Keeps quadratic patterns harmless. */
export const FORMAT_CHARACTERS_MAX = 4_096;
/** Characters of the reason why a schema cannot be used. */
export const SCHEMA_REASON_CHARACTERS_MAX = 300;
