/** Epoch milliseconds as RFC 3339 in UTC. */
export function toTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
