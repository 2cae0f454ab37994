/** An answer of the service, as far as it says how busy that is. */
export interface ServiceAnswer {
  readonly isBusy: boolean;
  /** When the request was sent: milliseconds of the process's monotonic clock. */
  readonly sentAt: number;
  readonly retryAfterMs?: number;
}

const BUSY_STATUSES: ReadonlySet<number> = new Set([429, 503]);

/** A `fetch` that tells of every answer, and changes none. */
export function watchAnswers(send: typeof fetch, onAnswer: (answer: ServiceAnswer) => void): typeof fetch {
  return async (target, options) => {
    const sentAt = performance.now();
    const response = await send(target, options);
    const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'));
    onAnswer({ isBusy: BUSY_STATUSES.has(response.status), sentAt, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
    return response;
  };
}

/** `Retry-After` (RFC 9110 §10.2.3) in seconds; a date says little between clocks that differ, and is left to our own rule. */
function parseRetryAfter(text: string | null): number | undefined {
  return text !== null && /^\d{1,6}$/.test(text.trim()) ? Number(text) * 1_000 : undefined;
}
