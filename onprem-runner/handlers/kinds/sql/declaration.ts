import type { JsonValue } from '#shared/core/kernel/json.ts';
import { appendPointer } from '#shared/core/kernel/json-pointer.ts';
import { readFields, type Fields } from '../fields.ts';
import type { KindReading } from '../kind-reading.ts';
import { parseSecretReferences } from '../secret-references.ts';
import { checkDeclared, parseValueMap, type ValueMap } from '../value-map.ts';

/** Statements in one transaction, declared: texts are fixed, values are parameters. */
export interface SqlDeclaration {
  /** Where: a database by a reference to its connection, or the transaction in which the runner stores its answer. */
  readonly database: { readonly kind: 'secret'; readonly reference: JsonValue } | { readonly kind: 'local' };
  readonly access: 'read' | 'write';
  /** How a repetition is kept from doing it twice, where the effect is idempotent: a table of keys, or the statements themselves. */
  readonly idempotency: { readonly kind: 'table'; readonly table: string } | { readonly kind: 'statements' };
  readonly statements: readonly SqlStatementDeclaration[];
  readonly statementMs: number;
  /** Codes of the catalogue by SQLSTATE, and `unavailable`. */
  readonly errors: readonly (readonly [string, string])[];
  /** Makes the result of `{ <name of a statement>: { rows, count } }`. */
  readonly output: ValueMap;
}

export interface SqlStatementDeclaration {
  readonly name: string;
  readonly text: string;
  readonly parameters: readonly ValueMap[];
  /** Rows that it gives at most; more is a fault, not a shorter answer. */
  readonly rowsMax: number;
  /** Rows that it gives at least, and the code otherwise. */
  readonly rowsMin: number;
  readonly otherwise?: string;
}

const ROWS_MAX_DEFAULT = 1_000;
const ROWS_MAX = 10_000;
const STATEMENT_MS_DEFAULT = 10_000;
const STATEMENT_MS_MAX = 600_000;
const STATEMENTS_MAX = 16;
const NAME = { form: /^[a-z][A-Za-z0-9]{0,62}$/u, expected: 'a name of letters and digits' } as const;
const TEXT = { form: /\S/u, expected: 'a statement' } as const;
const TABLE = { form: /^[a-z_][a-z0-9_]{0,62}(?:\.[a-z_][a-z0-9_]{0,62})?$/u, expected: 'a table of lower-case letters, digits and _, with its schema where there is one' } as const;
const ERROR_KEY = /^(?:[0-9A-Z]{5}|unavailable)$/u;
const READS = ['select', 'with', 'values'];
const WRITES = [...READS, 'insert', 'update', 'delete', 'merge'];

/** Reads the members of an `sql` declaration. Undefined: something is wrong, and reported. */
export function readSql(fields: Fields, reading: KindReading): SqlDeclaration | undefined {
  const database = readDatabase(fields, reading);
  const access = fields.choice('access', ['read', 'write'], 'required') ?? 'read';
  const idempotency = readIdempotency(fields, reading, access);
  const statements = fields.items('statements', (value, pointer) => readStatement({ value, pointer, access, fields }, reading));
  const statementMs = fields.integer('statementMs', { min: 1, max: STATEMENT_MS_MAX }) ?? STATEMENT_MS_DEFAULT;
  const errors = fields.members('sqlErrors', (value, name, pointer) => {
    if (!ERROR_KEY.test(name)) fields.reportAt(pointer, 'must be an SQLSTATE, such as 23505, or unavailable');
    return codeOf(fields, reading, { value, pointer });
  });
  const given = fields.raw('result');
  const output = given === undefined ? undefined : parseValueMap(given, appendPointer(fields.pointer, 'result'), fields.reportAt);
  if (given === undefined) fields.report('result', 'must say what of the rows is the result');
  if (statements.length === 0 || statements.length > STATEMENTS_MAX) fields.report('statements', `must be a list of 1 to ${STATEMENTS_MAX} statements`);
  checkNames(fields, statements);
  if (database === undefined || output === undefined) return undefined;
  return { database, access, idempotency, statements, statementMs, errors, output };
}

function readDatabase(fields: Fields, { effect }: KindReading): SqlDeclaration['database'] | undefined {
  const given = fields.raw('database');
  if (given === 'local') {
    if (effect === 'local') return { kind: 'local' };
    return void fields.report('database', 'is the runner’s own only where the effect is local');
  }
  if (effect === 'local') return void fields.report('database', 'must be local where the effect is: nothing else is in the transaction of the answer');
  if (given === undefined) return void fields.report('database', 'must be { $secret: name }, or local');
  const reference = parseSecretReferences(given, { pointer: appendPointer(fields.pointer, 'database'), report: fields.reportAt, isSecret: true });
  return reference === undefined ? undefined : { kind: 'secret', reference };
}

function readIdempotency(fields: Fields, { effect }: KindReading, access: SqlDeclaration['access']): SqlDeclaration['idempotency'] {
  const given = fields.raw('idempotency');
  if (given === undefined || given === 'statements') {
    const isNeeded = given === undefined && effect === 'idempotent' && access === 'write';
    if (isNeeded) fields.report('idempotency', 'must say how a repetition is known: { table: name }, or statements where they are such by themselves (ON CONFLICT)');
    return { kind: 'statements' };
  }
  const table = fields.object('idempotency', (inner) => {
    const name = inner.text('table', TABLE, 'required');
    inner.refuseOthers();
    return name;
  });
  if (effect !== 'idempotent' || access !== 'write') fields.report('idempotency', 'is for writing with an idempotent effect');
  return table === undefined ? { kind: 'statements' } : { kind: 'table', table };
}

interface StatementPlace {
  readonly value: JsonValue;
  readonly pointer: string;
  readonly access: SqlDeclaration['access'];
  readonly fields: Fields;
}

function readStatement({ value, pointer, access, fields }: StatementPlace, reading: KindReading): SqlStatementDeclaration {
  const problems: string[] = [];
  const inner = readFields(value, pointer, problems);
  const text = inner.text('text', TEXT, 'required')?.trim() ?? '';
  const parameters = inner.items('parameters', (one, place) => {
    const map = parseValueMap(one, place, inner.reportAt);
    if (map !== undefined) checkDeclared(map, place, { schema: reading.input, what: 'input', report: inner.reportAt });
    return map;
  });
  const name = inner.text('name', NAME, 'required') ?? '';
  const rowsMax = inner.integer('rowsMax', { min: 0, max: ROWS_MAX }) ?? ROWS_MAX_DEFAULT;
  const rowsMin = inner.integer('rowsMin', { min: 0, max: rowsMax }) ?? 0;
  const given = inner.raw('otherwise');
  const otherwise = given === undefined ? undefined : codeOf(inner, reading, { value: given, pointer: appendPointer(pointer, 'otherwise') });
  if (rowsMin > 0 && given === undefined) inner.report('otherwise', 'must be the code for fewer rows than rowsMin');
  checkText(inner, { text, access, parameters: parameters.length });
  inner.refuseOthers();
  problems.forEach((problem) => {
    const [place = '', ...words] = problem.split(' ');
    fields.reportAt(place, words.join(' '));
  });
  return { name, text, parameters, rowsMax, rowsMin, ...(otherwise === undefined ? {} : { otherwise }) };
}

function codeOf(fields: Fields, { codes }: KindReading, { value, pointer }: { readonly value: JsonValue; readonly pointer: string }): string | undefined {
  if (typeof value === 'string' && codes.includes(value)) return value;
  return void fields.reportAt(pointer, 'must be a code of errors');
}

const PARAMETER = /\$(\d+)/gu;

/** One statement of a known kind, with as many parameters as it names. What a literal holds may look like a parameter: then it counts as one. */
function checkText(fields: Fields, { text, access, parameters }: { readonly text: string; readonly access: SqlDeclaration['access']; readonly parameters: number }): void {
  const first = /^[a-z]+/iu.exec(text)?.[0].toLowerCase() ?? '';
  const allowed = access === 'read' ? READS : WRITES;
  if (text !== '' && !allowed.includes(first)) fields.report('text', `must begin with ${allowed.join(', ')}: transactions and settings are the runner's`);
  if (text.endsWith(';')) fields.report('text', 'must be one statement, without a semicolon at its end');
  const named = new Set([...text.matchAll(PARAMETER)].map(([, number]) => Number(number)));
  const isExact = named.size === parameters && [...named].every((number) => number >= 1 && number <= parameters);
  if (!isExact) fields.report('parameters', `must be as many as the statement names, from $1 to $${named.size}`);
}

function checkNames(fields: Fields, statements: readonly SqlStatementDeclaration[]): void {
  const names = statements.map(({ name }) => name);
  if (new Set(names).size < names.length) fields.report('statements', 'must have names of their own');
}
