/** One statement. A named one is prepared once per connection; its text must be the same wherever the name is used. */
export interface SqlStatement {
  readonly name?: string;
  readonly text: string;
  readonly values?: readonly SqlParameter[];
  /** Written by somebody else: one statement, whatever the text says, and no value of its result is made another one on its way. */
  readonly isForeign?: true;
}

export type SqlScalar = string | number | boolean | null;
export type SqlParameter = SqlScalar | readonly SqlScalar[];
export interface SqlRow {
  readonly [column: string]: unknown;
}

/** The least that the adapter needs of a driver: serves a pool, one connection and a transaction alike. */
export interface SqlClient {
  query(statement: SqlStatement): Promise<readonly SqlRow[]>;
}

/** A client that can also hold one connection for a transaction. Errors are `UwfError`s. */
export interface SqlPool extends SqlClient {
  /** Runs `work` between BEGIN and COMMIT; again, a few times, when the server gave it up for another transaction. */
  transaction<T>(work: (client: SqlClient) => Promise<T>): Promise<T>;
}
