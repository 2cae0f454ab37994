import { expect, test } from 'vitest';
import { canonicalErrorType } from '#shared/core/compiler/errors/types.ts';

test.each([
  ['https://serverlessworkflow.io/spec/1.0.0/errors/communication', 'communication'],
  ['https://serverlessworkflow.io/dsl/errors/types/timeout', 'timeout'],
  ['https://open-workflow-specification.org/dsl/errors/types/validation', 'validation'],
  ['https://open-workflow-specification.org/spec/1.0.3/errors/runtime', 'runtime'],
])('%s is the standard type %s', (type, name) => {
  expect(canonicalErrorType(type)).toBe(`https://open-workflow-specification.org/spec/1.0.0/errors/${name}`);
});

test.each(['https://bank.example/spec/1.0.0/errors/communication', 'urn:uwf:error:BUSY', 'https://serverlessworkflow.io/errors/communication', ''])('%j stays', (type) => {
  expect(canonicalErrorType(type)).toBe(type);
});
