import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { SecretResolver } from '#shared/ports/secret-store.ts';
import type { SqlDatabase, SqlDatabases, SqlTransaction, SqlValue } from '#shared/ports/sql-database.ts';
import type { LocalTransaction } from '#shared/ports/step-inbox.ts';
import type { RunnerContext } from '../../define-handler.ts';
import { HandlerError, HandlerFault } from '../../handler-error.ts';
import { applyValueMap } from '../value-map.ts';
import type { SqlDeclaration, SqlStatementDeclaration } from './declaration.ts';
import { rowToJson } from './rows.ts';

export interface SqlTools {
  readonly databases: SqlDatabases;
  readonly secrets: SecretResolver;
}

export interface SqlCall {
  /** `name:version` of the handler. */
  readonly handler: string;
  readonly input: JsonValue;
  readonly context: RunnerContext;
}

/**
 * Runs the declared statements in one transaction, and makes the result. A code of the catalogue rolls everything back. With a table of keys a
 * repetition gives the result that was stored the first time, and does nothing; two at the same time wait for each other at the key.
 */
export async function performSql(declaration: SqlDeclaration, tools: SqlTools, call: SqlCall): Promise<JsonValue> {
  try {
    if (declaration.database.kind === 'local') return await performLocally(declaration, call);
    const database = await openDatabase(tools, declaration.database.reference);
    const { access, statementMs } = declaration;
    return await database.transaction({ access, statementMs, signal: call.context.signal }, (transaction) => performOnce(declaration, transaction, call));
  } catch (error) {
    return failWith(declaration, call.context, error);
  }
}

async function openDatabase({ secrets, databases }: SqlTools, reference: JsonValue): Promise<SqlDatabase> {
  const connection = await secrets(reference);
  if (!connection.ok) throw new HandlerFault('secret');
  return databases.open({ name: JSON.stringify(reference), connection: connection.value });
}

/**
 * In the transaction of the answer: exactly once by itself. A savepoint keeps what fails from ending the transaction, in which the failure is then stored;
 * the time for a statement is put back, because the rest of the transaction is not the handler's.
 */
async function performLocally(declaration: SqlDeclaration, call: SqlCall): Promise<JsonValue> {
  const { transaction } = call.context;
  if (transaction === undefined) throw new HandlerFault('transaction');
  const send = (text: string, values: readonly SqlValue[] = []): Promise<unknown> => transaction.query({ text, values });
  await send('SAVEPOINT uwf_handler');
  try {
    const before = await transaction.query({ text: "SELECT current_setting('statement_timeout') AS value", values: [] });
    const setTimeoutTo = (value: unknown): Promise<unknown> => send("SELECT set_config('statement_timeout', $1, true)", [String(value)]);
    await setTimeoutTo(declaration.statementMs);
    const result = await performStatements(declaration, transaction, call);
    await setTimeoutTo(before[0]?.['value'] ?? 0);
    await send('RELEASE SAVEPOINT uwf_handler');
    return result;
  } catch (error) {
    await send('ROLLBACK TO SAVEPOINT uwf_handler');
    await send('RELEASE SAVEPOINT uwf_handler');
    throw error;
  }
}

/** The key is taken first: who comes second waits there, and finds either a result or nothing. */
async function performOnce(declaration: SqlDeclaration, transaction: SqlTransaction, call: SqlCall): Promise<JsonValue> {
  const { idempotency } = declaration;
  if (idempotency.kind === 'statements') return performStatements(declaration, transaction, call);
  const key = [call.handler, call.context.idempotencyKey];
  const taken = await transaction.query({ text: `INSERT INTO ${idempotency.table} (handler, key, result) VALUES ($1, $2, 'null') ON CONFLICT (handler, key) DO NOTHING RETURNING key`, values: key });
  if (taken.length === 0) {
    const [stored] = await transaction.query({ text: `SELECT result::text AS result FROM ${idempotency.table} WHERE handler = $1 AND key = $2`, values: key });
    return parseStored(stored?.['result']);
  }
  const result = await performStatements(declaration, transaction, call);
  await transaction.query({ text: `UPDATE ${idempotency.table} SET result = $3::json WHERE handler = $1 AND key = $2`, values: [...key, JSON.stringify(result)] });
  return result;
}

function parseStored(text: unknown): JsonValue {
  if (typeof text !== 'string') throw new HandlerFault('rows');
  return JSON.parse(text) as JsonValue;
}

async function performStatements({ statements, access, output }: SqlDeclaration, transaction: SqlTransaction | LocalTransaction, { input, context }: SqlCall): Promise<JsonValue> {
  const results: Record<string, JsonValue> = {};
  for (const statement of statements) {
    const values = statement.parameters.map((map) => toParameter(applyValueMap(map, input, context)));
    const found = await transaction.query({ text: boundedText(statement, access), values });
    if (found.length > statement.rowsMax) throw new HandlerFault('rows');
    if (found.length < statement.rowsMin) return statement.otherwise === undefined ? broken('rows') : context.fail(statement.otherwise);
    results[statement.name] = { rows: found.map(toRow), count: found.length };
  }
  return applyValueMap(output, results, context) ?? null;
}

function broken(reason: 'rows'): never {
  throw new HandlerFault(reason);
}

/**
 * One row more than allowed is asked for, so that a large answer never comes. A statement that changes something stands for itself: it cannot be
 * inside of another one.
 */
function boundedText({ text, rowsMax }: SqlStatementDeclaration, access: SqlDeclaration['access']): string {
  const isQuery = /^(?:select|values)\b/iu.test(text) || (access === 'read' && /^with\b/iu.test(text));
  return isQuery ? `SELECT * FROM (\n${text}\n) AS uwf_rows LIMIT ${rowsMax + 1}` : text;
}

/** Lists and objects go as JSON text: `$1::jsonb`. What is not there is NULL. */
function toParameter(value: JsonValue | undefined): SqlValue {
  if (value === undefined) return null;
  return isJsonArray(value) || isJsonObject(value) ? JSON.stringify(value) : value;
}

function toRow(row: { readonly [column: string]: unknown }): JsonObject {
  const json = rowToJson(row);
  if (json === undefined) throw new HandlerFault('value');
  return json;
}

const SQL_STATE = /^[0-9A-Z]{5}$/u;

/** A code where the declaration has one for what the server says; else the fault, without the driver's own words. */
function failWith({ errors }: SqlDeclaration, context: RunnerContext, error: unknown): never {
  const key = keyOf(error);
  if (key === undefined) throw error;
  const code = errors.find(([declared]) => declared === key)?.[1];
  if (code !== undefined) return context.fail(code);
  throw new HandlerFault(key === 'unavailable' ? 'database' : 'statement');
}

/** SQLSTATE or `unavailable`; undefined for what is not the database's. The runner's own transaction may reject with the driver's error. */
function keyOf(error: unknown): string | undefined {
  if (error instanceof HandlerError || error instanceof HandlerFault) return undefined;
  if (error instanceof UwfError) {
    if (error.code === 'UWF-5006') return undefined;
    const state = error.details['sqlState'];
    return error.entry.disposition === 'retryable' ? 'unavailable' : typeof state === 'string' ? state : 'unavailable';
  }
  const state: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  return typeof state === 'string' && SQL_STATE.test(state) ? state : undefined;
}
