import { userInfo } from 'node:os';

/** Who gives a command: the user of this machine, whatever is claimed. */
export function operatorName(): string {
  return userInfo().username;
}

/** The same as an actor of the audit log. */
export function operatorActor(): string {
  return `operator:${operatorName()}`;
}
