import type { TopicPartitionOffset } from 'node-rdkafka';
import { codeOf, KAFKA_ERRORS } from './errors.ts';
import { REQUEST_MS_MAX, WAIT_SLICE_MS } from './limits.ts';
import type { GroupMember } from './member.ts';
import { offsetIn, type PlaceOffset } from './offsets.ts';

/**
 * Writes positions of the group and waits for the answer of its coordinator: undefined, or the number of an error. The answer is told to
 * those who consume, so that goes on meanwhile; what comes is kept for the next poll.
 */
export async function commitOffsets(member: GroupMember, places: readonly PlaceOffset[]): Promise<number | undefined> {
  const { client } = member;
  let answer: { readonly code: number | undefined } | undefined;
  let told: () => void = () => {};
  const answered = new Promise<void>((resolve) => (told = resolve));
  const listener = (error: unknown, offsets: readonly TopicPartitionOffset[]): void => {
    // An answer to an earlier commit, which nobody waited for to its end, has other offsets.
    if (!places.every((place) => offsetIn(offsets, place) === place.offset)) return;
    answer = { code: codeOf(error) };
    told();
  };
  client.on('offset.commit', listener);
  try {
    client.commit([...places]);
    const until = performance.now() + REQUEST_MS_MAX;
    while (answer === undefined && performance.now() < until) await Promise.race([answered, member.fetch(1, WAIT_SLICE_MS)]);
    return answer === undefined ? KAFKA_ERRORS.timedOut : answer.code;
  } catch (error) {
    return codeOf(error) ?? KAFKA_ERRORS.state;
  } finally {
    client.removeListener('offset.commit', listener);
  }
}
