import { defineHandler, type HandlerContext } from '#onprem-runner/handlers/define-handler.ts';
import { ASSESSMENT_INPUT, ASSESSMENT_SCHEMA, assess, assessmentReleases, type Assessment, type AssessmentInput, type Finding } from './lib/assessment.ts';
import { addressKind } from './lib/ip-address.ts';
import { amountInTenge, comparableName, type Transaction } from './lib/transaction.ts';

/** Invented persons: the list of a demo. More come from the collection `sanctioned-names` of the bank's store, member `name`. */
const SANCTIONED = new Set(['Viktor Sanctionov', 'Мария Запрещенко', '制裁太郎', 'محمد المحظور'].map(comparableName));
const LISTED_NAMES_MAX = 1_000;

/** Thresholds in tenge: from the first on a report is due, the last is beyond what a card may move. */
const LARGE_AMOUNTS: readonly (readonly [number, number, string])[] = [
  [100_000_000, 95, 'amount beyond the limit of a card'],
  [30_000_000, 78, 'very large amount'],
  [7_000_000, 40, 'amount at the reporting threshold'],
];

/** Anti-money-laundering check: sanctioned names, large amounts, listed networks. */
export const amlCheck = defineHandler<AssessmentInput, Assessment, 'AML_UNAVAILABLE'>({
  name: 'aml-check',
  version: '1.0.0',
  description: 'Checks a transaction against sanction lists and amount thresholds.',
  input: ASSESSMENT_INPUT,
  output: ASSESSMENT_SCHEMA,
  errors: { AML_UNAVAILABLE: { status: 503, title: 'The sanction lists are not available', retryable: true } },
  declassify: assessmentReleases('AML'),
  effect: 'local',
  timeoutSeconds: 120,
  async handle({ transaction }, context) {
    const listed = await listedNames(context);
    if (namesOf(transaction).some((name) => listed.has(name))) {
      return { resolution: 'FAIL', riskRange: '91-100', score: 100, reasons: ['name on a sanction list'] };
    }
    return assess([...amountFindings(transaction), ...addressFindings(transaction)], (score) => (score > 95 ? 'REVIEW' : 'PASS'));
  },
});

async function listedNames({ store, fail }: HandlerContext<'AML_UNAVAILABLE'>): Promise<ReadonlySet<string>> {
  try {
    const documents = await store.find({ collection: 'sanctioned-names', where: {}, max: LISTED_NAMES_MAX });
    const names = documents.flatMap(({ value }) => (typeof value['name'] === 'string' ? [comparableName(value['name'])] : []));
    return new Set([...SANCTIONED, ...names]);
  } catch {
    return fail('AML_UNAVAILABLE');
  }
}

function namesOf(transaction: Transaction): readonly string[] {
  return [transaction.client_name, transaction.client_card_holder].filter((name) => name !== undefined).map(comparableName);
}

function amountFindings(transaction: Transaction): readonly Finding[] {
  const amount = amountInTenge(transaction);
  const reached = LARGE_AMOUNTS.find(([threshold]) => amount >= threshold);
  return reached === undefined ? [] : [{ points: reached[1], reason: reached[2] }];
}

function addressFindings(transaction: Transaction): readonly Finding[] {
  switch (addressKind(transaction.location_ip)) {
    case 'listed':
      return [{ points: 35, reason: 'network on the watch list' }];
    case 'unreadable':
      return [{ points: 10, reason: 'address cannot be read' }];
    default:
      return [];
  }
}
