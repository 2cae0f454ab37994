import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import { fail, succeed, type Result } from '../../kernel/result.ts';
import { ANONYMITY_SUBJECTS_MAX, ANONYMITY_SUBJECTS_MIN } from '../limits.ts';
import type { TransferFinding } from '../row-schema.ts';
import { parseGeneralisation, type Generalisation } from './generalise.ts';

/**
 * What happens to a field. `direct` names somebody: it never leaves. `quasi` helps to find somebody together with others: it leaves made coarse.
 * `sensitive` is what is to be studied: it leaves, and where `distinctMin` is more than one, every class must hold so many different values of it.
 */
export type FieldRule =
  | { readonly kind: 'direct' }
  | { readonly kind: 'quasi'; readonly generalise: Generalisation }
  | { readonly kind: 'sensitive'; readonly generalise: Generalisation; readonly distinctMin: number };

/** How rows lose their names. */
export interface AnonymityPlan {
  /** Every class of rows with equal quasi-identifiers must be shared by at least so many subjects. */
  readonly k: number;
  /** Rows that may be left out because their class is too small, as a share of all. */
  readonly suppressionMax: number;
  /** JSON Pointer of the field that says whose a row is; `rows` when every row is somebody else's. Many rows of one person hide nobody. */
  readonly subject: string;
  /** By JSON Pointer, in the order of the plan. */
  readonly fields: ReadonlyMap<string, FieldRule>;
}

const MEMBERS: ReadonlySet<string> = new Set(['k', 'suppression', 'subject', 'fields']);

/** Reads a plan. Findings point into the plan, all at once. */
export function parseAnonymityPlan(value: JsonValue): Result<AnonymityPlan, readonly TransferFinding[]> {
  if (!isJsonObject(value)) return fail([{ pointer: '', message: 'must be an object' }]);
  const findings: TransferFinding[] = Object.keys(value).filter((name) => !MEMBERS.has(name)).map(() => ({ pointer: '', message: `has a member that is not one of ${[...MEMBERS].join(', ')}` }));
  const { k, suppression = 0, subject, fields } = value;
  if (typeof k !== 'number' || !Number.isInteger(k) || k < ANONYMITY_SUBJECTS_MIN || k > ANONYMITY_SUBJECTS_MAX) findings.push({ pointer: '/k', message: `must be a whole number from ${ANONYMITY_SUBJECTS_MIN} to ${ANONYMITY_SUBJECTS_MAX}` });
  if (typeof suppression !== 'number' || suppression < 0 || suppression >= 1) findings.push({ pointer: '/suppression', message: 'must be a share from 0 up to 1' });
  if (typeof subject !== 'string' || (subject !== 'rows' && !subject.startsWith('/'))) findings.push({ pointer: '/subject', message: 'must be the JSON Pointer of the field that says whose a row is, or `rows`' });
  const rules = isJsonObject(fields) ? parseRules(fields, findings) : undefined;
  if (rules === undefined) findings.push({ pointer: '/fields', message: 'must have a rule for every field' });
  if (findings.length > 0 || rules === undefined) return fail(findings);
  return succeed({ k: Number(k), suppressionMax: Number(suppression), subject: String(subject), fields: rules });
}

function parseRules(fields: JsonObject, findings: TransferFinding[]): ReadonlyMap<string, FieldRule> {
  const rules = new Map<string, FieldRule>();
  for (const [index, [pointer, value]] of Object.entries(fields).entries()) {
    const rule = pointer.startsWith('/') ? parseRule(value) : undefined;
    if (rule === undefined) findings.push({ pointer: '/fields', message: `rule ${index + 1} must be direct, quasi, sensitive, { quasi: … } or { sensitive: … }, under a JSON Pointer` });
    else rules.set(pointer, rule);
  }
  return rules;
}

const KEEP: Generalisation = { kind: 'keep' };

function parseRule(value: JsonValue): FieldRule | undefined {
  if (value === 'direct') return { kind: 'direct' };
  if (value === 'quasi') return { kind: 'quasi', generalise: KEEP };
  if (value === 'sensitive') return { kind: 'sensitive', generalise: KEEP, distinctMin: 1 };
  if (!isJsonObject(value) || Object.keys(value).length !== 1) return undefined;
  const { quasi, sensitive } = value;
  if (quasi !== undefined) {
    const generalise = parseGeneralisation(quasi);
    return generalise === undefined ? undefined : { kind: 'quasi', generalise };
  }
  return isJsonObject(sensitive) ? parseSensitive(sensitive) : undefined;
}

function parseSensitive({ l = 1, ...rest }: JsonObject): FieldRule | undefined {
  const generalise = Object.keys(rest).length === 0 ? KEEP : parseGeneralisation(rest);
  if (typeof l !== 'number' || !Number.isInteger(l) || l < 1 || l > ANONYMITY_SUBJECTS_MAX || generalise === undefined) return undefined;
  return { kind: 'sensitive', generalise, distinctMin: l };
}
