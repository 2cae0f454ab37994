import { describe, expect, test } from 'vitest';
import { callEndOf } from '#onprem-runner/pool/call-end.ts';
import { handlerFailure } from '#onprem-runner/tasks/task-result.ts';

const ERRORS = {
  AML_UNAVAILABLE: { status: 503, title: 'Unavailable', retryable: true },
  AML_BUSY: { status: 503, title: 'Busy', retryable: false },
  REFUSED: { status: 422, title: 'Refused', retryable: true },
};

describe('callEndOf()', () => {
  test('what succeeded is well, what was put off tells nothing', () => {
    expect(callEndOf({ outcome: 'succeeded' })).toBe('ok');
    expect(callEndOf({ outcome: 'deferred' })).toBe('none');
  });

  test.each(['States.Timeout', 'States.HeartbeatTimeout', 'Uwf.HandlerFailed'])('%s is a fault', (error) => {
    expect(callEndOf({ outcome: 'failed', error }, ERRORS)).toBe('fault');
  });

  test.each([
    ['AML_UNAVAILABLE', 'fault'],
    ['AML_BUSY', 'ok'],
    ['REFUSED', 'ok'],
  ] as const)('the code %s is: %s', (code, end) => {
    expect(callEndOf(handlerFailure(code, ERRORS[code]), ERRORS)).toBe(end);
  });

  test('a code of no catalogue is an answer', () => {
    expect(callEndOf({ outcome: 'failed', error: 'urn:uwf:error:TOO_MUCH#503' }, ERRORS)).toBe('ok');
    expect(callEndOf({ outcome: 'failed', error: 'urn:uwf:error:CONSTRUCTOR#503' })).toBe('ok');
  });

  test.each([
    ['https://open-workflow-specification.org/spec/1.0.0/errors/communication#503', 'fault'],
    ['https://open-workflow-specification.org/spec/1.0.0/errors/communication#429', 'fault'],
    ['https://open-workflow-specification.org/spec/1.0.0/errors/communication#404', 'ok'],
    ['https://open-workflow-specification.org/spec/1.0.0/errors/authorization#403', 'none'],
    ['Uwf.InvalidArguments', 'none'],
    ['Uwf.EgressBlocked', 'none'],
    ['Uwf.InvalidSealedInput', 'none'],
    ['Uwf.UnknownToken', 'none'],
  ])('%s is: %s', (error, end) => {
    expect(callEndOf({ outcome: 'failed', error })).toBe(end);
  });
});
