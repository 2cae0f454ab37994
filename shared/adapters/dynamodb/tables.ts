/**
 * The tables, as data: the packaging makes its templates from it, and the tests their tables. All attributes of keys are text. Billing, encryption, backup
 * and protection against deletion are the template's.
 *
 * | table | item | `pk` | `sk` |
 * |---|---|---|---|
 * | `executions` | an execution | `e#<id>` | |
 * | | an idempotency key, with `expiresAt` | `k#<digest of principal and key>` | |
 * | `steps` | a step; closed ones have `expiresAt` | `s#<key>` | |
 * | | a message on its way out | `m#<mid>` | |
 * | | a call of the engine on its way out | `c#<id>` | |
 * | | a message that was taken in, with `expiresAt` | `x#<mid>` | |
 * | | a site | `t#<site>` | |
 * | `definitions` | a revision | `r#<revision>` | `r` |
 * | | a part of a large one | `r#<revision>` | `p#<digest>#<number>` |
 * | | a version that is taken, found by name | `n#<name>` | `<namespace>#<version>#<target>` |
 * | | the same, for the list of all | `all` | `<namespace>#<name>#<version>#<target>` |
 *
 * A list of an index has {@link import('./keys.ts').SHARD_COUNT} parts: `<what is listed>.<number>`.
 *
 * | table | index | list | order |
 * |---|---|---|---|
 * | `executions` | `newest` | `all` | `<created>#<id>` |
 * | | `byStatus`, `byPrincipal`, `byName` | status, principal, name of the definition | the same |
 * | `steps` | `outgoing` | `m` or `c` | `0#<order>` of what nobody holds, `1#<end of the lease>#<order>` |
 * | | `lanes` | see `lanes.ts` | `<site>#<cin>#<rin>#<due>#<priority>#<key>`; closed steps are in no lane |
 */
export const DYNAMO_TABLES = [
  {
    suffix: 'executions',
    keys: ['pk'],
    indexes: [
      { name: 'newest', keys: ['shard', 'newestKey'], include: ['status', 'nameKey', 'namespaceKey', 'versionKey'] },
      { name: 'byStatus', keys: ['statusShard', 'newestKey'], include: ['status', 'nameKey', 'namespaceKey', 'versionKey'] },
      { name: 'byPrincipal', keys: ['principalShard', 'newestKey'], include: ['status', 'nameKey', 'namespaceKey', 'versionKey'] },
      { name: 'byName', keys: ['nameShard', 'newestKey'], include: ['status', 'nameKey', 'namespaceKey', 'versionKey'] },
    ],
    expiry: 'expiresAt',
  },
  {
    suffix: 'steps',
    keys: ['pk'],
    indexes: [
      { name: 'outgoing', keys: ['outShard', 'outKey'], include: [] },
      { name: 'lanes', keys: ['lane', 'laneKey'], include: [] },
    ],
    expiry: 'expiresAt',
  },
  { suffix: 'definitions', keys: ['pk', 'sk'], indexes: [] },
] as const satisfies readonly TableDefinition[];

/** A table; its name is a prefix, `-` and the suffix. */
export interface TableDefinition {
  readonly suffix: string;
  /** The partition key, and the sort key if it has one. */
  readonly keys: readonly string[];
  readonly indexes: readonly IndexDefinition[];
  /** Attribute for the time to live: seconds of the epoch. */
  readonly expiry?: string;
}

/** An index over the whole table (GSI). Items without its keys are not in it. */
export interface IndexDefinition {
  readonly name: string;
  readonly keys: readonly [string, string];
  /** What it holds beside the keys of both; none: keys only. */
  readonly include: readonly string[];
}

/** Which of {@link DYNAMO_TABLES}. */
export type TableSuffix = (typeof DYNAMO_TABLES)[number]['suffix'];

/** What a table is called. */
export function tableName(prefix: string, suffix: TableSuffix): string {
  return `${prefix}-${suffix}`;
}
