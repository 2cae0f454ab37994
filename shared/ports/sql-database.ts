/**
 * A database of the bank that handlers send statements to. Statements are parameterised, one at a time (the extended protocol), so that a value never
 * becomes part of a statement.
 * Errors: `UWF-5001` (not available, retryable; nothing was committed unless the connection broke during the commit), `UWF-5000` with
 * `details.sqlState` (the server refuses a statement). Never with a value of the statement.
 */
export interface SqlDatabase {
  /** Runs `work` between BEGIN and COMMIT; rolls back when it rejects, with the same error. */
  transaction<T>(options: SqlTransactionOptions, work: (transaction: SqlTransaction) => Promise<T>): Promise<T>;
}

/** How one transaction runs. */
export interface SqlTransactionOptions {
  /** `read`: the server itself refuses every change. */
  readonly access: 'read' | 'write';
  /** Time for each statement, and for each wait for a lock. */
  readonly statementMs: number;
  /** Aborted: the connection is dropped, and the server rolls back. */
  readonly signal: AbortSignal;
}

/** The statements of one transaction. */
export interface SqlTransaction {
  query(statement: { readonly text: string; readonly values: readonly SqlValue[] }): Promise<readonly SqlResultRow[]>;
}

/** A parameter of a statement. */
export type SqlValue = string | number | boolean | null;

/** A row, by the names of its columns. */
export interface SqlResultRow {
  readonly [column: string]: unknown;
}

/** Opens databases by what a secret says of them: a connection string, or `{host, port, user, password, database}`. Connections are kept. */
export interface SqlDatabases {
  /** `name` is under which its connections are kept; another `connection` under the same name replaces them. Errors: `UWF-5006` (not usable as a connection). */
  open(request: { readonly name: string; readonly connection: unknown }): SqlDatabase;
  close(): Promise<void>;
}
