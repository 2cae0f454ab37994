import { PAGE_ITEMS_DEFAULT, PAGE_ITEMS_MAX } from '../../limits.ts';
import type { ParameterSpec } from '../operation.ts';
import { EXAMPLE_DEFINITION_ID, EXAMPLE_RUN_ID } from './examples.ts';

export const runIdParameter: ParameterSpec = { description: 'Id of the run.', schema: { type: 'string' }, example: EXAMPLE_RUN_ID };

export const definitionIdParameter: ParameterSpec = {
  description: '`name`, `namespace.name` or `namespace.name@version`; without a version the newest one.',
  schema: { type: 'string' },
  example: EXAMPLE_DEFINITION_ID,
};

export const limitParameter: ParameterSpec = {
  description: `Items of one page; ${PAGE_ITEMS_DEFAULT} unless given.`,
  schema: { type: 'integer', minimum: 1, maximum: PAGE_ITEMS_MAX },
  example: PAGE_ITEMS_DEFAULT,
};
