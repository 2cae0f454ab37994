import type { Features } from '../characters.ts';

/** A text in one of its layers, normalised, and what it is made of. */
export interface ScannedText {
  readonly text: string;
  readonly features: Features;
  /** Name of the field that it is the value of; only for a whole value, never for what was opened in it. */
  readonly field?: string;
  /** It was opened in another text: there digests and random bytes spell short words by chance. */
  readonly isInner?: true;
}

/** Tells whether a text holds one kind of personal data. Pure, and linear in the length of the text. */
export interface Detector {
  /** As it is told: `card-number`. */
  readonly name: string;
  readonly finds: (scanned: ScannedText) => boolean;
}
