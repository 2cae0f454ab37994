import type { JsonObject } from '#shared/core/kernel/json.ts';
import type { MessageClaims } from '#shared/core/protocol/message.ts';
import type { EnvelopeReader, EnvelopeWriter } from '#shared/ports/envelope.ts';

/** Envelopes without any cryptography, for thousands of runs: a record is the number of a message that both ends keep. */
export function createCodec(): { readonly writer: EnvelopeWriter; readonly reader: EnvelopeReader } {
  const messages: { readonly claims: MessageClaims; readonly body: JsonObject }[] = [];
  return {
    writer: {
      write: async ({ claims, body = {} }) => {
        messages.push({ claims, body });
        return String(messages.length - 1);
      },
    },
    reader: {
      read: async ({ text, topic, key }) => {
        const message = messages[Number(text)];
        if (message === undefined) return { ok: false, reject: 'signature' };
        const { claims, body } = message;
        if (claims.top !== topic) return { ok: false, reject: 'topic' };
        if (('exe' in claims ? claims.exe : claims.site) !== key) return { ok: false, reject: 'record-key' };
        return { ok: true, claims, body, payloadHash: claims.mid };
      },
    },
  };
}
