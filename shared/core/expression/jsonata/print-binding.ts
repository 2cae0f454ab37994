/** Binding powers of the grammar's operators, loosest first; an operand is read until a looser operator comes. */
export const BINDING = { bind: 10, condition: 20, apply: 40, sort: 40, negate: 70, group: 70, step: 75, filter: 80, focus: 80, call: 80 } as const;

/** Text of a node with what is needed to put it beside an operator without parentheses. */
export interface Printed {
  readonly text: string;
  /** Loosest operator that joins the text's left end to the rest of it: as a right operand, it must bind tighter than the operator. */
  readonly leftMin: number;
  /** Loosest operator whose right operand is still open at the text's right end: a tighter operator behind it would go inside. */
  readonly rightMin: number;
  /** Ends in a condition without its else branch: a colon behind it would be taken for one. */
  readonly openCondition: boolean;
  /** The grammar reads a slash behind this text as the start of a regular expression. */
  readonly slashIsRegex: boolean;
}

/** A text that nothing beside it can pull apart. */
export function closed(text: string): Printed {
  return { text, leftMin: Infinity, rightMin: Infinity, openCondition: false, slashIsRegex: false };
}

/** The text in parentheses: a block of one expression. */
export function enclosed(printed: Printed): Printed {
  return closed(`(${afterOpening(printed.text, ';')})`);
}

/**
 * A text right behind an opening bracket or a sign: there the grammar takes a slash for a division, so that a regular expression
 * needs something in front of it.
 */
export function afterOpening(text: string, separator?: ';'): string {
  if (!text.startsWith('/')) return text;
  return separator === undefined ? `(0; ${text})` : `0; ${text}`;
}

/** The text as the left operand of an operator. */
export function asLeftOf(printed: Printed, binding: number): Printed {
  return printed.rightMin >= binding ? printed : enclosed(printed);
}

/** The text as the right operand of an operator. */
export function asRightOf(printed: Printed, binding: number): Printed {
  return printed.leftMin > binding ? printed : enclosed(printed);
}

/** Left and right operand around an infix operator. */
export function joined(left: Printed, operator: string, right: Printed, binding: number): Printed {
  return {
    text: `${left.text}${operator}${right.text}`,
    leftMin: Math.min(binding, left.leftMin),
    rightMin: Math.min(binding === BINDING.bind ? binding - 1 : binding, right.rightMin),
    openCondition: right.openCondition,
    slashIsRegex: right.slashIsRegex,
  };
}
