import type { JsonObject } from '#shared/core/kernel/json.ts';
import type { HandlerDeclassification } from '#onprem-runner/handlers/define-handler.ts';
import { TRANSACTION_SCHEMA, type Transaction } from './transaction.ts';

export const RESOLUTIONS = ['PASS', 'FAIL', 'REVIEW'] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/** What the cloud may know of a score. */
export const RISK_RANGES = ['0-30', '31-70', '71-90', '91-100'] as const;
export type RiskRange = (typeof RISK_RANGES)[number];

/** What a service says of a transaction. Resolution and range leave the bank, score and reasons travel sealed. */
export interface Assessment {
  readonly resolution: Resolution;
  readonly riskRange: RiskRange;
  /** 0 to 100. */
  readonly score: number;
  readonly reasons: readonly string[];
}

export interface AssessmentInput {
  readonly transaction: Transaction;
}

export const ASSESSMENT_INPUT: JsonObject = {
  type: 'object',
  additionalProperties: false,
  required: ['transaction'],
  properties: { transaction: TRANSACTION_SCHEMA },
};

export const ASSESSMENT_SCHEMA: JsonObject = {
  type: 'object',
  additionalProperties: false,
  required: ['resolution', 'riskRange', 'score', 'reasons'],
  properties: {
    resolution: { type: 'string', enum: RESOLUTIONS },
    riskRange: { type: 'string', enum: RISK_RANGES },
    score: { type: 'integer', minimum: 0, maximum: 100, 'x-tier': 1 },
    reasons: { type: 'array', maxItems: 20, items: { type: 'string', maxLength: 200 }, 'x-tier': 1 },
  },
};

/** The two bounded answers of a service that leave the bank. */
export function assessmentReleases(service: string): readonly HandlerDeclassification[] {
  return [
    { path: '/resolution', to: 2, purpose: `The workflow branches on what ${service} found`, method: 'enum' },
    { path: '/riskRange', to: 2, purpose: `Operations see how risky ${service} found the transaction, by four ranges`, method: 'range' },
  ];
}

/** One thing that was found, and how much it adds to the score. */
export interface Finding {
  readonly reason: string;
  readonly points: number;
}

const SCORE_MAX = 100;

/** Sums findings up to an assessment. `resolve` turns the score into a resolution. */
export function assess(findings: readonly Finding[], resolve: (score: number) => Resolution): Assessment {
  const points = findings.reduce((sum, finding) => sum + finding.points, 0);
  const score = Math.min(Math.max(Math.round(points), 0), SCORE_MAX);
  return { resolution: resolve(score), riskRange: riskRangeOf(score), score, reasons: findings.map((finding) => finding.reason) };
}

export function riskRangeOf(score: number): RiskRange {
  if (score <= 30) return '0-30';
  if (score <= 70) return '31-70';
  return score <= 90 ? '71-90' : '91-100';
}
