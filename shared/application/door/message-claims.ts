import { encodeBase64url } from '#shared/core/kernel/base64url.ts';
import { COMMAND_LIFE_SECONDS_MAX, FACT_LIFE_SECONDS_MAX } from '#shared/core/protocol/limits.ts';
import type { IdSource } from '#shared/ports/id-source.ts';

/** What all messages of one sender to one receiver have in common. */
export interface MessageRoute {
  readonly iss: string;
  readonly aud: string;
  readonly tid: string;
  readonly top: string;
  readonly cin: number;
  readonly rin: number;
}

/** The claims that every message has. A command is good for minutes, what tells a fact for days (protocol §5, step 12). */
export function commonClaims(ids: IdSource, route: MessageRoute, message: { readonly now: number; readonly life: 'command' | 'fact'; readonly trace?: string }) {
  const iat = Math.floor(message.now / 1_000);
  const exp = iat + (message.life === 'command' ? COMMAND_LIFE_SECONDS_MAX : FACT_LIFE_SECONDS_MAX);
  return { v: 1, mid: messageId(ids), ...route, iat, exp, ...(message.trace === undefined ? {} : { trc: message.trace }) } as const;
}

/** 128 random bits in base64url. */
export function messageId(ids: IdSource): string {
  return encodeBase64url(Uint8Array.from(ids.seed().match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)));
}
