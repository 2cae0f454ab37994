/** A function of AWS, as alarms, log groups and the packaging know it. `serverless.yml` says the rest of it. */
export interface AwsDuty {
  /** Folder of its bundle, and the end of its name. */
  readonly name: string;
  /** For the dashboard and the alarms: what is wrong when it fails. */
  readonly failing: string;
}

/** One function per duty, so that each has the rights of one duty. */
export const AWS_DUTIES: readonly AwsDuty[] = [
  { name: 'workflows', failing: 'clients cannot start or read runs' },
  { name: 'registry', failing: 'definitions cannot be registered' },
  { name: 'step', failing: 'steps of the cloud are not done' },
  { name: 'dispatch', failing: 'work does not reach the bank' },
  { name: 'collect', failing: 'answers of the bank are not taken in' },
  { name: 'relay', failing: 'what waits is not sent' },
  { name: 'sweeper', failing: 'ends that were missed stay missed' },
  { name: 'ended', failing: 'ends of executions are noted late' },
];

/** Queues of tasks, by their logical ids; each has dead letters: `<id>DeadLetters`. */
export const AWS_QUEUES = ['StepsQueue', 'BankQueue'] as const;

/** Dead letters of what no queue leads to. */
export const AWS_DEAD_LETTERS = [...AWS_QUEUES.map((queue) => `${queue}DeadLetters`), 'EventDeadLetters', 'RecordDeadLetters'] as const;

/** Logical id that osls gives a function. */
export function functionLogicalId(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}LambdaFunction`;
}
