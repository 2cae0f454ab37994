import type { JsonObject } from '#shared/core/kernel/json.ts';
import { defineHandler } from '#onprem-runner/handlers/define-handler.ts';
import { ASSESSMENT_SCHEMA, RISK_RANGES, riskRangeOf, type Assessment, type RiskRange } from './lib/assessment.ts';
import { TRANSACTION_SCHEMA, type Transaction } from './lib/transaction.ts';

const DECISIONS = ['pass', 'warn', 'reject'] as const;
type Decision = (typeof DECISIONS)[number];

interface FinalizeInput {
  readonly transaction: Transaction;
  readonly recordId: string;
  /** By service; one that was not asked any more is absent. */
  readonly checks: { readonly [service: string]: Assessment };
}

interface FinalizeOutput {
  readonly decision: Decision;
  readonly riskRange: RiskRange;
  readonly finalResolution: FinalResolution;
}

interface FinalResolution {
  readonly transaction_id: string;
  readonly final_decision: Decision;
  readonly risk_score: number;
  readonly reasons: readonly string[];
}

const CHECKS: JsonObject = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: { aml: ASSESSMENT_SCHEMA, fraud: ASSESSMENT_SCHEMA, ml: ASSESSMENT_SCHEMA },
};

/** A score above this warns even where the service lets the transaction pass, and above the second it rejects. */
const WARN_SCORE = 70;
const REJECT_SCORE = 90;

/** Decides from all checks, on exact scores, and stores the resolution inside the bank. */
export const finalizeTransaction = defineHandler<FinalizeInput, FinalizeOutput, 'STORE_UNAVAILABLE'>({
  name: 'finalize-transaction',
  version: '1.0.0',
  description: 'Makes the final decision and stores it.',
  input: {
    type: 'object',
    additionalProperties: false,
    required: ['transaction', 'recordId', 'checks'],
    properties: { transaction: TRANSACTION_SCHEMA, recordId: { type: 'string', maxLength: 64 }, checks: CHECKS },
  },
  output: {
    type: 'object',
    additionalProperties: false,
    required: ['decision', 'riskRange', 'finalResolution'],
    properties: {
      decision: { type: 'string', enum: DECISIONS },
      riskRange: { type: 'string', enum: RISK_RANGES },
      finalResolution: {
        type: 'object',
        'x-tier': 1,
        additionalProperties: false,
        required: ['transaction_id', 'final_decision', 'risk_score', 'reasons'],
        properties: {
          transaction_id: { type: 'string', maxLength: 1_000 },
          final_decision: { type: 'string', enum: DECISIONS },
          risk_score: { type: 'integer', minimum: 0, maximum: 100 },
          reasons: { type: 'array', maxItems: 60, items: { type: 'string', maxLength: 220 } },
        },
      },
    },
  },
  errors: { STORE_UNAVAILABLE: { status: 503, title: 'The transaction store is not available', retryable: true } },
  declassify: [
    { path: '/decision', to: 2, purpose: 'The caller acts on the decision', method: 'enum' },
    { path: '/riskRange', to: 2, purpose: 'The caller shows the risk, by four ranges', method: 'range' },
  ],
  effect: 'idempotent',
  timeoutSeconds: 120,
  async handle({ transaction, recordId, checks }, { store, fail }) {
    const final = finalResolution(transaction, checks);
    try {
      await store.put({ collection: 'final-resolutions', key: recordId, value: { ...final } });
    } catch {
      return fail('STORE_UNAVAILABLE');
    }
    return { decision: final.final_decision, riskRange: riskRangeOf(final.risk_score), finalResolution: final };
  },
});

function finalResolution(transaction: Transaction, checks: FinalizeInput['checks']): FinalResolution {
  const assessments = Object.entries(checks);
  const score = Math.max(...assessments.map(([, assessment]) => assessment.score));
  const reasons = assessments.flatMap(([service, assessment]) => assessment.reasons.map((reason) => `${service}: ${reason}`));
  return { transaction_id: transaction.id, final_decision: decide(assessments.map(([, assessment]) => assessment)), risk_score: score, reasons };
}

/** A failed check or a score over the second bound rejects; a doubt, or a score over the first bound, warns. */
function decide(assessments: readonly Assessment[]): Decision {
  if (assessments.some(({ resolution, score }) => resolution === 'FAIL' || score > REJECT_SCORE)) return 'reject';
  return assessments.some(({ resolution, score }) => resolution === 'REVIEW' || score > WARN_SCORE) ? 'warn' : 'pass';
}
