import { defineHandler, type HandlerContext } from '#onprem-runner/handlers/define-handler.ts';
import { ASSESSMENT_INPUT, ASSESSMENT_SCHEMA, assess, assessmentReleases, type Assessment, type AssessmentInput, type Finding } from './lib/assessment.ts';
import { addressKind } from './lib/ip-address.ts';
import { amountInTenge, timeOf, type Transaction } from './lib/transaction.ts';

/** Weights of a small logistic model: what a trained one would bring along as a file. */
const BIAS = -4.2;
const WEIGHTS: readonly { readonly reason: string; readonly weight: number; readonly feature: (transaction: Transaction) => number }[] = [
  { reason: 'amount', weight: 1.1, feature: (transaction) => Math.max(0, Math.log10(1 + amountInTenge(transaction)) - 4) },
  { reason: 'night', weight: 1.3, feature: (transaction) => (isNight(transaction) ? 1 : 0) },
  { reason: 'remote channel', weight: 0.7, feature: ({ channel }) => (/e-?com|moto|internet/iu.test(channel ?? '') ? 1 : 0) },
  { reason: 'internal address', weight: 0.4, feature: ({ location_ip: address }) => (addressKind(address) === 'internal' ? 1 : 0) },
  { reason: 'listed network', weight: 2.4, feature: ({ location_ip: address }) => (addressKind(address) === 'listed' ? 1 : 0) },
  { reason: 'cash', weight: 0.9, feature: ({ type }) => (/cash|withdraw|transfer/iu.test(type) ? 1 : 0) },
];

/** Scores a transaction with a small model. Its service is unreliable on purpose, for the demo: see the README of this example. */
export const mlScore = defineHandler<AssessmentInput, Assessment, 'ML_UNAVAILABLE'>({
  name: 'ml-score',
  version: '1.0.0',
  description: 'Scores a transaction with a logistic model.',
  input: ASSESSMENT_INPUT,
  output: ASSESSMENT_SCHEMA,
  errors: { ML_UNAVAILABLE: { status: 503, title: 'The scoring service is not available', retryable: true } },
  declassify: assessmentReleases('the model'),
  effect: 'local',
  timeoutSeconds: 120,
  async handle({ transaction }, context) {
    if (await isOut(transaction, context)) return context.fail('ML_UNAVAILABLE');
    const active = WEIGHTS.map(({ reason, weight, feature }) => ({ reason, part: weight * feature(transaction) }));
    const logit = active.reduce((sum, { part }) => sum + part, BIAS);
    const score = 100 / (1 + Math.exp(-logit));
    const strongest = active.filter(({ part }) => part > 0.5).map(({ reason }) => reason);
    const findings: readonly Finding[] = [{ points: score, reason: strongest.length === 0 ? 'nothing unusual' : strongest.join(', ') }];
    return assess(findings, (rounded) => (rounded > 95 ? 'FAIL' : rounded > 80 ? 'REVIEW' : 'PASS'));
  },
});

/** The simulated outage: terminals that end in 66 always meet it, those that end in 99 only the first time in a run. */
async function isOut({ merchant_terminal_id: terminal }: Transaction, { store, executionId }: HandlerContext<'ML_UNAVAILABLE'>): Promise<boolean> {
  if (terminal?.endsWith('66') === true) return true;
  return terminal?.endsWith('99') === true && store.insert({ collection: 'simulated-outages', key: executionId, value: {} });
}

function isNight(transaction: Transaction): boolean {
  const hour = /T(\d{2}):/u.exec(transaction.date ?? '')?.[1];
  return timeOf(transaction) !== undefined && hour !== undefined && Number(hour) < 5;
}
