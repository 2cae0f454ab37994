/** Characters of one message of the protocol on the wire (protocol §3). */
export const MESSAGE_CHARACTERS_MAX = 262_144;
/** Characters of a message that carries a definition: a document and its resources. */
export const MANIFEST_MESSAGE_CHARACTERS_MAX = 1_000_000;
/** Clocks of two zones may differ by this much (protocol §5, step 12). */
export const CLOCK_SKEW_SECONDS_MAX = 60;
/** Longest life of a command: what is older is dispatched anew. */
export const COMMAND_LIFE_SECONDS_MAX = 900;
/** Longest life of what tells a fact: results, answers, notices. */
export const FACT_LIFE_SECONDS_MAX = 604_800;
