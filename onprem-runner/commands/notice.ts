import type { ClientNotice } from '#shared/client/index.ts';

/** A notice of the client library as one line. */
export function noticeText({ pointer, message }: ClientNotice): string {
  return `notice: ${pointer}: ${message}`;
}
