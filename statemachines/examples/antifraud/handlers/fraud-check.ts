import { defineHandler, type HandlerContext } from '#onprem-runner/handlers/define-handler.ts';
import { ASSESSMENT_INPUT, ASSESSMENT_SCHEMA, assess, assessmentReleases, type Assessment, type AssessmentInput, type Finding } from './lib/assessment.ts';
import { comparableName, timeOf, type Transaction } from './lib/transaction.ts';

const VELOCITY_MS = 10 * 60_000;
const VELOCITY_TRANSACTIONS_MAX = 3;
const STORED_MAX = 200;
/** Prepaid ranges, which thieves of card data prefer. Test numbers. */
const RISKY_BINS = ['400000', '530530'];

/** Fraud check: how the card is used, by its number, its holder, its channel and how often it was seen lately. */
export const fraudCheck = defineHandler<AssessmentInput, Assessment, 'FRAUD_UNAVAILABLE'>({
  name: 'fraud-check',
  version: '1.0.0',
  description: 'Checks how a card is used: number, holder, channel, velocity.',
  input: ASSESSMENT_INPUT,
  output: ASSESSMENT_SCHEMA,
  errors: { FRAUD_UNAVAILABLE: { status: 503, title: 'The fraud check is not available', retryable: true } },
  declassify: assessmentReleases('the fraud check'),
  effect: 'local',
  timeoutSeconds: 120,
  async handle({ transaction }, context) {
    const findings = [...cardFindings(transaction), ...holderFindings(transaction), ...(await velocityFindings(transaction, context))];
    return assess(findings, (score) => (score > 85 ? 'FAIL' : score > 45 ? 'REVIEW' : 'PASS'));
  },
});

function cardFindings({ client_pan: pan, channel }: Transaction): readonly Finding[] {
  if (pan === undefined) return [];
  const findings: Finding[] = [];
  const digits = pan.replace(/[\s-]/gu, '');
  if (/^\d{12,19}$/u.test(digits) && !hasLuhnDigit(digits)) findings.push({ points: 55, reason: 'card number with a wrong check digit' });
  if (RISKY_BINS.some((bin) => digits.startsWith(bin))) findings.push({ points: 35, reason: 'prepaid card' });
  if (isRemote(channel) && digits.includes('*')) findings.push({ points: 5, reason: 'masked card number in a remote channel' });
  return findings;
}

function holderFindings({ client_name: name, client_card_holder: holder, channel }: Transaction): readonly Finding[] {
  if (holder === undefined) return isRemote(channel) ? [{ points: 20, reason: 'remote payment without a card holder' }] : [];
  if (name === undefined || !isLatin(name) || !isLatin(holder)) return [];
  const owner = new Set(comparableName(name).split(' '));
  const isKnown = comparableName(holder).split(' ').some((word) => owner.has(word));
  return isKnown ? [] : [{ points: 38, reason: 'card holder is somebody else' }];
}

async function velocityFindings(transaction: Transaction, { store, fail }: HandlerContext<'FRAUD_UNAVAILABLE'>): Promise<readonly Finding[]> {
  const time = timeOf(transaction);
  const pan = transaction.client_pan;
  if (time === undefined || pan === undefined) return [];
  try {
    const stored = await store.find({ collection: 'transactions', where: { pan }, max: STORED_MAX });
    const times = stored.map(({ value }) => value['time']).filter((other) => typeof other === 'number');
    const recent = times.filter((other) => other <= time && time - other <= VELOCITY_MS);
    return recent.length > VELOCITY_TRANSACTIONS_MAX ? [{ points: 60, reason: 'many transactions within minutes' }] : [];
  } catch {
    return fail('FRAUD_UNAVAILABLE');
  }
}

function isRemote(channel: string | undefined): boolean {
  return channel !== undefined && /e-?com|moto|internet/iu.test(channel);
}

/** Transliterations differ; only names in one script are compared. */
function isLatin(text: string): boolean {
  return /^[\p{Script=Latin}\p{M}\p{P}\p{Zs}]+$/u.test(text);
}

/** ISO/IEC 7812-1, annex B. */
function hasLuhnDigit(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
