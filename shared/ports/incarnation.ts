/**
 * Which life of a store this is. Every restore raises it, before anything else uses the store. Kept outside of what is restored with it
 * (protocol §8). Errors: `UWF-5001` when it cannot be read.
 */
export interface Incarnation {
  /** From 1. */
  current(): Promise<number>;
}
