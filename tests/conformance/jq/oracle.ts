import { createRequire } from 'node:module';
import type { JsonValue } from '#shared/core/kernel/json.ts';

/** Real jq answers: all that an expression yields, or that it raises an error. */
export type JqAnswer = { readonly kind: 'values'; readonly values: readonly JsonValue[] } | { readonly kind: 'error' };

/** What one evaluation starts from. */
export interface JqInput {
  readonly dot: JsonValue;
  /** By name, without `$`. */
  readonly variables: { readonly [name: string]: JsonValue };
}

/** An expression and the inputs that it is evaluated with. */
export interface JqQuestion {
  readonly text: string;
  readonly inputs: readonly JqInput[];
}

interface JqModule {
  readonly raw: (input: unknown, program: string, flags: readonly string[]) => Promise<string>;
}

/** `[1, values]` or `[0]`. */
type Cell = readonly [kind: number, values?: readonly JsonValue[]];

const require = createRequire(import.meta.url);
/** The WebAssembly build keeps memory of each run and stops working after some hundred. */
const RUNS_OF_ONE_MODULE_MAX = 40;
/** Expressions in one program, and inputs of each. */
const PIECES_OF_ONE_RUN_MAX = 12;
const INPUTS_OF_ONE_PIECE_MAX = 16;
let runs = 0;
let loaded: JqModule | undefined;

function loadJq(): JqModule {
  if (loaded === undefined || runs % RUNS_OF_ONE_MODULE_MAX === 0) {
    for (const path of Object.keys(require.cache)) if (path.includes('jq-wasm')) Reflect.deleteProperty(require.cache, path);
    const fresh: JqModule = require('jq-wasm');
    loaded = fresh;
  }
  runs += 1;
  return loaded;
}

/** Asks real jq; answers by question, then by input. Rejects when an expression does not compile. */
export async function askJq(questions: readonly JqQuestion[]): Promise<readonly (readonly JqAnswer[])[]> {
  const answers: JqAnswer[][] = questions.map(() => []);
  for (const pieces of batches(questions)) {
    for (const [index, some] of (await askSome(pieces)).entries()) answers[pieces[index]?.at ?? 0]?.push(...some);
  }
  return answers;
}

/** Some inputs of the question with this number. */
interface Piece extends JqQuestion {
  readonly at: number;
}

/** Programs and inputs of a size that the WebAssembly build reads in reasonable time, which grows faster than they do. */
function batches(questions: readonly JqQuestion[]): readonly (readonly Piece[])[] {
  const pieces = questions.flatMap(({ text, inputs }, at) => slices(inputs, INPUTS_OF_ONE_PIECE_MAX).map((some): Piece => ({ at, text, inputs: some })));
  return slices(pieces, PIECES_OF_ONE_RUN_MAX);
}

function slices<T>(list: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));
}

async function askSome(questions: readonly JqQuestion[]): Promise<readonly (readonly JqAnswer[])[]> {
  const rows = questions.flatMap(({ inputs }, at) => inputs.map((input) => ({ at, ...input })));
  const arms = questions.map(({ text, inputs }, at) => `if .at == ${at} then (${bindings(inputs)} .dot | (try ([(${text}\n)] | [1, .]) catch [0]))`);
  const program = `.[] | ${arms.join(' el')} else null end`;
  const output = await loadJq().raw(rows, program, ['-c']);
  const cells = output.split('\n').filter((line) => line !== '').map((line): Cell => JSON.parse(line));
  let from = 0;
  return questions.map(({ inputs }) => cells.slice(from, (from += inputs.length)).map(toAnswer));
}

function bindings(inputs: readonly JqInput[]): string {
  const names = [...new Set(inputs.flatMap(({ variables }) => Object.keys(variables)))];
  return names.map((name) => `.variables["${name}"] as $${name} |`).join(' ');
}

function toAnswer([kind, values]: Cell): JqAnswer {
  return kind === 1 ? { kind: 'values', values: values ?? [] } : { kind: 'error' };
}
