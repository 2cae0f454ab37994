import { expect, test } from 'vitest';
import { stateInput, stateResult, variableValue } from '#shared/core/compiler/bind/bindings.ts';
import { writeField } from '#shared/core/compiler/bind/write.ts';

test('variables, input and result are written as ASL reads them', () => {
  expect(writeField(variableValue('uwf_context', '/a'), '/f')).toEqual({ json: '{% $uwf_context %}', origins: [{ field: '/f', origin: '/a' }] });
  expect(writeField(stateInput('/a'), '').json).toBe('{% $states.input %}');
  expect(writeField(stateResult('/a'), '').json).toBe('{% $states.result %}');
});
