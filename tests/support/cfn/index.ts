import { ACCESS_RULES } from './rules-access.ts';
import { KEEPING_RULES } from './rules-keeping.ts';
import { SHAPE_RULES } from './rules-shape.ts';

export type { CfnTemplate } from './template.ts';

/** All rules of the packaged template, by name. */
export const CFN_RULES = { ...ACCESS_RULES, ...KEEPING_RULES, ...SHAPE_RULES } as const;

export type CfnRuleName = keyof typeof CFN_RULES;
