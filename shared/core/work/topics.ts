/** Names of the topics between the zones of one tenant in one environment (protocol §2). */
export interface Topics {
  /** Work items and cancellations for the on-prem runner. */
  readonly commands: string;
  /** Answers of the on-prem runner. */
  readonly results: string;
  /** Notices between the zones: definitions. */
  readonly control: string;
  /** Work items for workers inside the target's own zone. */
  readonly local: string;
}

/** The topics of one tenant in one environment. */
export function topicsOf(environment: string, tenant: string): Topics {
  const prefix = `uwf.${environment}.${tenant}`;
  return { commands: `${prefix}.cmd.normal`, results: `${prefix}.res`, control: `${prefix}.ctl`, local: `${prefix}.local` };
}
