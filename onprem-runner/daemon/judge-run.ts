import type { TaskState } from '#shared/core/asl/model.ts';
import type { RunVerdict } from '#shared/core/protocol/inbox-command.ts';
import { strictestKind } from '#shared/core/protocol/effect.ts';
import type { EffectKind } from '#shared/core/protocol/message.ts';
import type { HandlerRegistry } from '../handlers/registry.ts';
import { taskEffect } from '../tasks/task-effect.ts';
import type { JudgedRun } from './door/settings.ts';
import { placedTask, type RunnerProgram } from './programs.ts';

/** What the runner judges work by: its own registry of released programs, its own handlers, its own list. */
export interface JudgePorts {
  readonly handlers: HandlerRegistry;
  readonly find: (revision: string) => Promise<RunnerProgram | undefined>;
  /** True for a handler whose effect is part of the transaction in which the runner stores the answer. */
  readonly isTransactional?: (name: string, version: string) => boolean;
  /** Resources that this site does at all; absent: everything that it can. */
  readonly isAllowed?: (resource: string) => boolean;
}

/**
 * Whether this site does a step, and how often its effect may happen. Nothing of the message is believed but that it can make the kind stricter:
 * the program must be a released one, the task one that the program places here, the resource on the site's own list.
 */
export async function judgeRun(ports: JudgePorts, { item, claims }: JudgedRun): Promise<RunVerdict> {
  const { isAllowed = () => true } = ports;
  if (!isAllowed(item.resource)) return { refused: 'not-allowed' };
  const program = await ports.find(item.revision);
  if (program === undefined) return { refused: 'unknown-definition' };
  const task = placedTask(program, item);
  if (task === undefined) return { refused: 'not-allowed' };
  return { kind: strictestKind(ownKind(ports, task.state), claims.kind) };
}

/**
 * A handler that only computes, or writes to the store by its attempt, may be repeated; `local` in the protocol's sense is what the runner itself does
 * inside of the transaction that ends the step.
 */
function ownKind({ handlers, isTransactional = () => false }: JudgePorts, state: TaskState): EffectKind {
  const [, , name, version] = state.Resource.split(':');
  if (name === undefined || version === undefined) return taskEffect(state);
  if (handlers.find(name, version)?.effect === 'opaque') return 'opaque';
  return isTransactional(name, version) ? 'local' : 'idempotent';
}
