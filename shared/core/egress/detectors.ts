import { fail, succeed, type Result } from '../kernel/result.ts';
import { featuresOf } from './characters.ts';
import { openRuns } from './decode/runs.ts';
import { unescapeText, unquotePrintable } from './decode/escapes.ts';
import { createCanaryDetector } from './detect/canary.ts';
import { cardNumberDetector } from './detect/card-number.ts';
import type { Detector, ScannedText } from './detect/detector.ts';
import { emailDetector } from './detect/email.ts';
import { ibanDetector } from './detect/iban.ts';
import { createNationalIdDetector, type NationalIdRule } from './detect/national-id.ts';
import { phoneDetector } from './detect/phone.ts';
import { DECODED_CHARACTERS_MAX, DECODED_GROWTH_MAX, DECODED_LAYERS_MAX, ENCODED_RUN_CHARACTERS_MIN, ID_RULES_MAX } from './limits.ts';
import { normaliseText } from './normalise.ts';

/** What a bank adds to the detectors that are always there. */
export interface DetectorSettings {
  /** Planted values, for drills and tests: at least eight letters or digits each. */
  readonly canaries?: readonly string[];
  readonly nationalIds?: readonly NationalIdRule[];
}

/** A set of detectors, ready to scan. */
export interface Detectors {
  /** Names of all of them, as they can be told. */
  readonly names: readonly string[];
  /**
   * Names of those that find something in a text, in it or behind up to three layers of encoding. Time is linear in its length.
   * `field`: name of the field that holds it, as its schema has it.
   */
  scan(text: string, field?: string): readonly string[];
}

/** Something that cannot be looked into: a compressed file, or encodings that never end. */
const UNREADABLE = 'unreadable';

/** The error says where in the settings something is wrong and what is expected. */
export function createDetectors(settings: DetectorSettings = {}): Result<Detectors, { readonly setting: string; readonly expected: string }> {
  const { canaries = [], nationalIds = [] } = settings;
  const canary = createCanaryDetector(canaries);
  if (!canary.ok) return fail({ setting: `canaries[${canary.error}]`, expected: 'at least eight letters or digits' });
  if (nationalIds.length > ID_RULES_MAX) return fail({ setting: 'nationalIds', expected: `at most ${ID_RULES_MAX} kinds` });
  const ids: Detector[] = [];
  for (const [index, rule] of nationalIds.entries()) {
    const created = createNationalIdDetector(rule);
    if (!created.ok) return fail({ setting: `nationalIds[${index}]`, expected: created.error });
    ids.push(created.value);
  }
  const detectors = [cardNumberDetector, ibanDetector, emailDetector, phoneDetector, ...ids, canary.value];
  return succeed({ names: [...detectors.map(({ name }) => name), UNREADABLE], scan: (text, field) => scan(detectors, text, field) });
}

interface Scan {
  readonly detectors: readonly Detector[];
  readonly found: Set<string>;
  /** Characters that may still be opened. */
  left: number;
}

function scan(detectors: readonly Detector[], text: string, field: string | undefined): readonly string[] {
  const one: Scan = { detectors, found: new Set(), left: text.length * DECODED_GROWTH_MAX + DECODED_CHARACTERS_MAX };
  scanLayer(one, prepare(text, field), 0);
  return [...one.found];
}

function prepare(text: string, field?: string): ScannedText {
  const features = featuresOf(text);
  const named = field === undefined ? {} : { field };
  if (features.isAscii && !features.hasControls) return { text, features, ...named };
  const normalised = normaliseText(text);
  return { text: normalised, features: featuresOf(normalised), ...named };
}

function scanLayer(one: Scan, scanned: ScannedText, layer: number): void {
  for (const detector of one.detectors) if (!one.found.has(detector.name) && detector.finds(scanned)) one.found.add(detector.name);
  if (layer >= DECODED_LAYERS_MAX) return;
  for (const inner of innerTexts(one, scanned)) {
    one.left -= inner.length;
    if (one.left < 0) return void one.found.add(UNREADABLE);
    scanLayer(one, { ...prepare(inner), isInner: true }, layer + 1);
  }
}

/** What is inside: without escapes, without those of quoted-printable, and behind the digits of its runs. */
function innerTexts(one: Scan, { text, features }: ScannedText): readonly string[] {
  const escapes = features.hasEscape ? [unescapeText(text), unquotePrintable(text)].filter((inner) => inner !== text) : [];
  if (features.longestRun < ENCODED_RUN_CHARACTERS_MIN && features.digits < ENCODED_RUN_CHARACTERS_MIN / 2) return escapes;
  const opened = openRuns(text);
  if (opened.isCompressed) one.found.add(UNREADABLE);
  return opened.text === '' ? escapes : [...escapes, opened.text];
}
