/** A cryptographic digest of text. */
export interface Digest {
  /** SHA-256 (FIPS 180-4) over the UTF-8 bytes, as lower-case hex. */
  sha256Hex(text: string): string;
}
