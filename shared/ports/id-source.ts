/** Random identifiers and seeds. */
export interface IdSource {
  /** A UUID, version 4 (RFC 9562). */
  uuid(): string;
  /** 128 random bits as hex: the seed of one event. */
  seed(): string;
}
