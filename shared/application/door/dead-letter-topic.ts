import type { DeadLetterLog } from '#shared/ports/dead-letter-log.ts';
import type { MessageLog } from '#shared/ports/message-log.ts';

/** Dead letters in a topic of the log (protocol §2): each a JSON object, under the place of its record as the key. */
export function deadLettersIn(log: MessageLog, topic: string): DeadLetterLog {
  return {
    append: ({ letters }) =>
      log.append({ topic, records: letters.map((letter) => ({ key: `${letter.topic}/${String(letter.partition)}/${String(letter.offset)}`, value: JSON.stringify(letter) })) }),
  };
}
