/**
 * Bytes under names, for what is too large for the place where it is used. A blob is never changed in passing: it is made where there is none, or takes the
 * place of the very one that its writer has seen. Encryption at rest is a matter of the bucket, and of the adapter's options.
 * Errors of every method: `UWF-5001` (store unavailable, retryable), `UWF-4000` (no name of a blob, see `isBlobName`).
 */
export interface BlobStore {
  /** Bytes of one blob at most. */
  readonly bytesMax: number;
  /**
   * Writes a blob as a whole, or not at all; of many that do so at once under one condition one succeeds. A write whose answer was lost may have succeeded:
   * who repeats it may find its own blob in the way.
   * Errors: `UWF-4130` (over `bytesMax`).
   */
  put(request: PutBlob): Promise<PutOutcome>;
  /** What the last write that succeeded left there, seen by everybody at once; undefined when there is none. */
  get(request: { readonly name: string }): Promise<StoredBlob | undefined>;
  /** One that is gone already is no error. */
  delete(request: { readonly name: string }): Promise<void>;
}

/** A write, and what must be there for it. */
export interface PutBlob {
  readonly name: string;
  readonly content: Uint8Array;
  /** Type of the content (RFC 9110 §8.3.1), for example `application/json`. */
  readonly mediaType: string;
  /** The tag of the blob that it takes the place of; absent: there must be none of this name. */
  readonly replaces?: string;
}

/** `refused`: another blob is there, or none where one was to be replaced. Nothing was changed. */
export type PutOutcome = { readonly kind: 'put'; readonly tag: string } | { readonly kind: 'refused' };

/** A blob with the tag that tells this content from what was there before. */
export interface StoredBlob {
  readonly content: Uint8Array;
  readonly mediaType: string;
  readonly tag: string;
}
