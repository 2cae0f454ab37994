import type { MailboxAnswer } from '#shared/core/events/mailbox.ts';
import { domainFailure } from '../domain-failure.ts';
import type { TaskOutcome } from '../task-executor.ts';

/** What an attempt is told by its mailbox. */
export function outcomeOf(answer: MailboxAnswer): TaskOutcome {
  return 'output' in answer ? { ok: true, output: answer.output } : domainFailure('expression', 'The events cannot be consumed', answer.failure);
}
