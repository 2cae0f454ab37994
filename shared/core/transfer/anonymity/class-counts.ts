import type { AnonymityPlan } from './plan.ts';

/** A row as far as its class is counted by it. Keys may be digests. */
export interface CountedRow {
  readonly classKey: string;
  /** Undefined where every row is somebody else's. */
  readonly subject: string | undefined;
  readonly sensitive: readonly string[];
}

interface ClassCount {
  rows: number;
  /** Never more than the plan asks for: from then on the class is large enough. */
  readonly subjects: Set<string>;
  readonly sensitive: readonly Set<string>[];
}

/** What the classes of a set of rows are worth under a plan, in numbers. */
export interface ClassSummary {
  readonly rows: number;
  readonly classes: number;
  readonly rowsKept: number;
  readonly classesKept: number;
  /** The fewest rows of a class that is kept; 0 without any. */
  readonly smallest: number;
}

/** Counts classes. What it keeps of a class is bounded by the plan, whatever the number of its rows. */
export class ClassCounts {
  readonly #k: number;
  readonly #distinctMin: readonly number[];
  readonly #classes = new Map<string, ClassCount>();

  constructor({ k, fields }: AnonymityPlan) {
    this.#k = k;
    this.#distinctMin = [...fields.values()].flatMap((rule) => (rule.kind === 'sensitive' && rule.distinctMin > 1 ? [rule.distinctMin] : []));
  }

  get size(): number {
    return this.#classes.size;
  }

  add({ classKey, subject, sensitive }: CountedRow): void {
    const known = this.#classes.get(classKey);
    const count = known ?? { rows: 0, subjects: new Set<string>(), sensitive: this.#distinctMin.map(() => new Set<string>()) };
    if (known === undefined) this.#classes.set(classKey, count);
    count.rows += 1;
    if (subject !== undefined && count.subjects.size < this.#k) count.subjects.add(subject);
    for (const [index, values] of count.sensitive.entries()) if (values.size < (this.#distinctMin[index] ?? 0)) values.add(sensitive[index] ?? '');
  }

  /** True when rows of the class may leave: enough subjects share it, and its sensitive values differ enough. `countsRows`: every row is a subject. */
  isLargeEnough(classKey: string, countsRows: boolean): boolean {
    const count = this.#classes.get(classKey);
    return count !== undefined && this.#isEnough(count, countsRows);
  }

  summary(countsRows: boolean): ClassSummary {
    let [rows, rowsKept, classesKept, smallest] = [0, 0, 0, 0];
    for (const count of this.#classes.values()) {
      rows += count.rows;
      if (!this.#isEnough(count, countsRows)) continue;
      rowsKept += count.rows;
      classesKept += 1;
      smallest = smallest === 0 ? count.rows : Math.min(smallest, count.rows);
    }
    return { rows, classes: this.#classes.size, rowsKept, classesKept, smallest };
  }

  #isEnough({ rows, subjects, sensitive }: ClassCount, countsRows: boolean): boolean {
    return (countsRows ? rows : subjects.size) >= this.#k && sensitive.every((values, index) => values.size >= (this.#distinctMin[index] ?? 0));
  }
}

/** Adds up summaries of parts that have no class in common. */
export function addSummaries(left: ClassSummary, right: ClassSummary): ClassSummary {
  return {
    rows: left.rows + right.rows,
    classes: left.classes + right.classes,
    rowsKept: left.rowsKept + right.rowsKept,
    classesKept: left.classesKept + right.classesKept,
    smallest: left.smallest === 0 || right.smallest === 0 ? Math.max(left.smallest, right.smallest) : Math.min(left.smallest, right.smallest),
  };
}

/** Why rows may not leave even without those that are left out; undefined when they may. Numbers only. */
export function refusalOf({ k, suppressionMax }: AnonymityPlan, { rows, rowsKept, classes, classesKept }: ClassSummary): string | undefined {
  const share = rows === 0 ? 0 : (rows - rowsKept) / rows;
  const numbers = `${rows} rows in ${classes} classes, of which ${classesKept} classes with ${rowsKept} rows are large enough for k = ${k}`;
  if (rowsKept === 0) return `nothing may leave: ${numbers}`;
  return share > suppressionMax ? `${(share * 100).toFixed(1)} % of the rows would have to be left out, and the plan allows ${(suppressionMax * 100).toFixed(1)} %: ${numbers}` : undefined;
}
