/** The time of day, in epoch milliseconds. The core never asks; the shell puts the answer into events. */
export interface Clock {
  now(): number;
}
