import { createDetectors, type DetectorSettings } from '#shared/core/egress/detectors.ts';
import type { IdChecksum, NationalIdRule } from '#shared/core/egress/detect/national-id.ts';
import type { FieldReader } from './field-reader.ts';

const TEXT = { form: /^[^\0]{1,200}$/, expected: 'a text of at most 200 characters' } as const;
const WEIGHTS = { form: /^\d{1,3}(?: \d{1,3}){0,38}$/, expected: 'weights as whole numbers with spaces between them' } as const;
const CHECKSUMS = ['none', 'luhn', 'verhoeff', 'mod97', 'mod97-complement', 'mod11', 'mod11-complement'] as const;
const DATES = ['yymmdd', 'ddmmyy'] as const;

/** Reads `detectors` of `uwf.config.yaml`: what the egress guard looks for beside what it always does. */
export function readDetectors(reader: FieldReader): DetectorSettings {
  const canaries = reader.texts('canaries', TEXT);
  const nationalIds = reader.list('nationalIds', readRule);
  reader.refuseOthers();
  const settings = { ...(canaries === undefined ? {} : { canaries }), ...(nationalIds === undefined ? {} : { nationalIds }) };
  const created = createDetectors(settings);
  // What has no form is reported already.
  if (!created.ok && reader.problems.length === 0) reader.report(created.error.setting, created.error.expected);
  return settings;
}

function readRule(reader: FieldReader): NationalIdRule {
  const date = reader.choice('date', DATES);
  const rule = {
    name: reader.text('name', TEXT, 'required') ?? '',
    mask: reader.text('mask', TEXT, 'required') ?? '',
    checksum: checksumOf(reader.choice('checksum', CHECKSUMS) ?? 'none', reader.texts('weights', WEIGHTS) ?? []),
    ...(date === undefined ? {} : { date }),
  };
  reader.refuseOthers();
  return rule;
}

function checksumOf(kind: (typeof CHECKSUMS)[number], texts: readonly string[]): IdChecksum {
  const weights = texts.map((text) => text.split(' ').map(Number));
  switch (kind) {
    case 'mod97':
    case 'mod97-complement':
      return { kind: 'mod97', complement: kind === 'mod97-complement' };
    case 'mod11':
    case 'mod11-complement':
      return { kind: 'mod11', weights, complement: kind === 'mod11-complement' };
    default:
      return { kind };
  }
}
