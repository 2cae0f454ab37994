/** Parts that rows are spread over while their classes are counted. */
export const SPILL_PARTS_MAX = 64;
/** Characters of a part that are held before they are written. */
export const SPILL_CHARACTERS_MAX = 65_536;
/** Classes of one part: with more of them rows are all but unique anyway. */
export const SPILL_CLASSES_MAX = 250_000;
/** Findings of one row that are told. */
export const ROW_FINDINGS_MAX = 10;
/** How long a set may be imported, unless it is said otherwise. */
export const TRANSFER_LIFE_MS_DEFAULT = 604_800_000;
