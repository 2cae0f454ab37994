export { execute } from './execute.ts';
export { testState } from './test-state.ts';
export { validate } from './validate.ts';
