import { ANONYMITY_SUBJECTS_DEFAULT, ANONYMITY_SUBJECTS_MAX, ANONYMITY_SUBJECTS_MIN } from '#shared/core/transfer/limits.ts';
import { ANONYMITY_SUPPRESSION_PERCENT_DEFAULT } from './defaults.ts';
import type { FieldReader } from './field-reader.ts';

/** The least that a plan of an anonymised export must promise in this project. */
export interface AnonymitySettings {
  /** Subjects that share a class. */
  readonly k: number;
  /** Rows that may be left out, of a hundred. */
  readonly suppressionPercent: number;
}

/** Of a project that says nothing of it. */
export const ANONYMITY_DEFAULT: AnonymitySettings = { k: ANONYMITY_SUBJECTS_DEFAULT, suppressionPercent: ANONYMITY_SUPPRESSION_PERCENT_DEFAULT };

/** Reads `anonymity` of `uwf.config.yaml`. */
export function readAnonymity(reader: FieldReader): AnonymitySettings {
  const k = reader.integer('k', { min: ANONYMITY_SUBJECTS_MIN, max: ANONYMITY_SUBJECTS_MAX });
  const suppressionPercent = reader.integer('suppressionPercent', { min: 0, max: 99 });
  reader.refuseOthers();
  return { k: k ?? ANONYMITY_DEFAULT.k, suppressionPercent: suppressionPercent ?? ANONYMITY_DEFAULT.suppressionPercent };
}
