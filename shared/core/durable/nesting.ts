import type { AslMachine } from '../asl/model.ts';
import { scopesOf } from '../asl/scopes.ts';
import { APART_DEPTH_MAX } from './limits.ts';

/**
 * The first state whose branches or items would have longer names than a durable task framework takes; undefined when all can be carried out.
 * The name of a scope grows with each level around it.
 */
export function tooDeepState(machine: AslMachine): string | undefined {
  return scopesOf(machine).find(({ inside }) => inside.length > APART_DEPTH_MAX)?.inside.at(-1);
}
