import type { JsonObject } from '#shared/core/kernel/json.ts';
import type { MessageClaims } from '#shared/core/protocol/message.ts';
import type { RejectCode } from '#shared/core/protocol/reject.ts';

/** Makes records of the protocol: claims signed, the body encrypted to the key of `aud` (protocol §3). */
export interface EnvelopeWriter {
  /** Errors: `UWF-5007` when a key that is needed cannot be used (retryable); `UWF-4220` when the record would be over its limit. */
  write(request: { readonly claims: MessageClaims; readonly body?: JsonObject }): Promise<string>;
}

/** Verifies records of the protocol, in the order of protocol §5. */
export interface EnvelopeReader {
  /** Never throws for a bad record. Errors: `UWF-5007` when a key that is needed cannot be used (retryable). */
  read(request: ReadEnvelope): Promise<OpenedEnvelope | RejectedEnvelope>;
}

/** One record and what is known of where it came from. */
export interface ReadEnvelope {
  readonly text: string;
  readonly topic: string;
  readonly key: string;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Payload hash under which a message id is known already (step 13). */
  readonly seen: (mid: string) => Promise<string | undefined>;
}

/** A record that is what it says. */
export interface OpenedEnvelope {
  readonly ok: true;
  readonly claims: MessageClaims;
  /** Empty when there is none. */
  readonly body: JsonObject;
  /** SHA-256 of the claims and the plain body, base64url: equal for every time that one message is published, though each has its own box and signature. */
  readonly payloadHash: string;
}

/** A record that is refused. */
export interface RejectedEnvelope {
  readonly ok: false;
  readonly reject: RejectCode;
  /** Present only when everything but the time was good (`expired`): a run is then answered `refused`. */
  readonly claims?: MessageClaims;
}
