/**
 * Why a record is not accepted as a message: the first check of protocol §5 that fails names it. Goes to the dead letters and into counters;
 * never with anything of the record itself.
 */
export const REJECT_CODES = [
  'size', 'encoding', 'header', 'unknown-key', 'algorithm', 'signature', 'payload', 'type', 'issuer', 'audience',
  'topic', 'record-key', 'time', 'expired', 'mid-conflict', 'box', 'box-key', 'box-context', 'malformed',
] as const;

/**
 * Why a message that is what it says is not taken as a definition: it does not compile here, comes to another program, is not vouched for by the
 * release key, or its version exists with other content.
 */
export type DefinitionRefusal = 'definition-refused' | 'revision-mismatch' | 'manifest-refused' | 'version-conflict';

/** One of {@link REJECT_CODES}. */
export type RejectCode = (typeof REJECT_CODES)[number];
