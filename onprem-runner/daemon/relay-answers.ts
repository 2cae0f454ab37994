import { BATCH_MAX } from './limits.ts';
import type { RunnerPorts, RunnerSettings } from './runner-ports.ts';

/** One turn of sending answers: publish, then settle. A crash between the two sends an answer again under the same id. */
export async function relayAnswers(ports: RunnerPorts, settings: RunnerSettings): Promise<boolean> {
  const answers = await ports.inbox.claimOutbox({ max: BATCH_MAX, leaseMs: settings.leaseMs, now: ports.clock.now() });
  if (answers.length === 0) return false;
  const messages = answers.map(({ id, executionId, answer }) => ({ id, key: executionId, body: answer }));
  await ports.queue.publish({ topic: settings.topics.results, messages });
  await ports.inbox.settleOutbox({ answerIds: answers.map(({ id }) => id) });
  return true;
}
