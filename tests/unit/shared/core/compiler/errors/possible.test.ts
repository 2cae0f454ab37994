import { describe, expect, test } from 'vitest';
import { handlerErrors, namesMatching } from '#shared/core/compiler/errors/possible.ts';
import { STANDARD_ERRORS } from '#shared/core/compiler/errors/types.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { CATALOGUE } from '../run-document.ts';

const entry = CATALOGUE.find(({ name }) => name === 'flaky');
assert(entry !== undefined, 'the catalogue of the tests has a function that fails');
const FUNCTION = { kind: 'function', entry } as const;
const HTTP = { kind: 'http' } as const;
const EVALUATE = { kind: 'evaluate' } as const;
const VALIDATE = { kind: 'validate' } as const;
const HELPER = { kind: 'helper' } as const;

test('the errors of a function are those of its catalogue entry', () => {
  expect(handlerErrors(entry).map(({ name }) => name)).toEqual(['urn:uwf:error:BUSY#503', 'urn:uwf:error:WRONG#422']);
});

describe('namesMatching()', () => {
  test.each([
    [{ status: 503 }, FUNCTION, ['urn:uwf:error:BUSY#503']],
    [{ type: 'urn:uwf:error:WRONG' }, FUNCTION, ['urn:uwf:error:WRONG#422']],
    [{ status: 408 }, FUNCTION, ['States.Timeout', 'States.HeartbeatTimeout']],
    [{ status: 400 }, EVALUATE, ['States.QueryEvaluationError']],
    [{ type: STANDARD_ERRORS.expression }, HTTP, ['States.QueryEvaluationError']],
    [{ status: 404 }, HTTP, [`${STANDARD_ERRORS.communication}#404`]],
    [{ type: STANDARD_ERRORS.communication, status: 404 }, FUNCTION, []],
    [{ type: 'urn:other' }, HTTP, []],
    [{ type: STANDARD_ERRORS.authorization }, HTTP, [`${STANDARD_ERRORS.authorization}#403`]],
    [{ type: STANDARD_ERRORS.authentication, status: 401 }, HTTP, [`${STANDARD_ERRORS.authentication}#401`]],
    [{ type: STANDARD_ERRORS.validation }, VALIDATE, [`${STANDARD_ERRORS.validation}#400`]],
    [{ type: 'urn:mine', status: 418 }, HELPER, ['urn:mine#418']],
    [{ type: 'urn:mine' }, HELPER, 'open'],
    [{ status: 418 }, HELPER, 'open'],
    [{}, FUNCTION, 'open'],
    [{ status: 500 }, FUNCTION, 'open'],
    [{ type: STANDARD_ERRORS.runtime }, EVALUATE, 'open'],
    [{ type: STANDARD_ERRORS.communication }, HTTP, 'open'],
  ])('%j of %j', (shape, source, names) => {
    expect(namesMatching(shape, source)).toEqual(names);
  });
});
