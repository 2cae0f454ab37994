import { CommanderError } from 'commander';
import { describe, expect, test } from 'vitest';
import { operationErrorCatalogue } from '#shared/core/kernel/error-catalogue.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { WorkflowInputError, WorkflowServiceError, WorkflowWaitTimeoutError } from '#shared/client/index.ts';
import { exitCodeOfFailure } from '#onprem-runner/commands/service-failure.ts';
import { reportError } from '#onprem-runner/commands/report-error.ts';
import { CommandError, commandErrorCatalogue, type CommandErrorCode } from '#onprem-runner/output/command-error.ts';
import { createMemoryTerminal } from '#tests/support/memory-terminal.ts';

function report(error: unknown): { readonly code: number; readonly told: string; readonly written: string } {
  const terminal = createMemoryTerminal();
  return { code: reportError(terminal, error), told: terminal.told(), written: terminal.written() };
}

const problem = { title: 'Tier 1 data in the clear', detail: 'see the list', wayOut: 'Seal it.', errors: [{ pointer: '/input/client_pan', message: 'must be sealed' }] };

function refusal(more: object = {}): WorkflowServiceError {
  return new WorkflowServiceError('UWF-4221', 'm', { status: 422, requestId: 'req-1', problem: { ...problem, ...more } });
}

describe('reportError()', () => {
  test('tells code, title, detail and way out of a command that cannot go on', () => {
    expect(report(new CommandError('UWF-6001', 'x.yaml: no such file'))).toEqual({
      code: 2,
      told: `error[UWF-6001] The file cannot be read\n  x.yaml: no such file\n  way out: ${commandErrorCatalogue['UWF-6001'].wayOut}\n`,
      written: '',
    });
  });

  test('tells every problem of a configuration on its own line', () => {
    const { code, told } = report(new UwfError('UWF-5005', 'uwf.config.yaml:\ntenant: expected a name\nfoo: expected no such key'));
    expect(code).toBe(2);
    expect(told.split('\n')).toHaveLength(6);
  });

  test('tells the findings of the API by pointer, with the id of the request', () => {
    const { code, told } = report(refusal());
    expect(code).toBe(3);
    expect(told).toContain('  /input/client_pan: must be sealed\n  request id: req-1\n  way out: Seal it.');
  });

  test('tells what an input lacks before anything is sent', () => {
    const { code, told } = report(new WorkflowInputError([{ pointer: '/amount', message: 'must be string' }]));
    expect(code).toBe(2);
    expect(told).toContain('error[UWF-4220]');
    expect(told).toContain('  /amount: must be string');
  });

  test.each([
    ['a service that does not answer', new WorkflowServiceError('unreachable', 'cannot be reached', { status: 0 }), 'UWF-6004', 1],
    ['an answer of something else', new WorkflowServiceError('unexpected', 'x', { status: 502 }), 'HTTP 502', 1],
    ['a wait that was too long', new WorkflowWaitTimeoutError('r-1', 10), 'UWF-6005', 5],
  ])('tells of %s', (_name, error, code, exitCode) => {
    const reported = report(error);
    expect([reported.code, reported.told.includes(`error[${code}]`)]).toEqual([exitCode, true]);
  });

  test('never shows the message or the stack of a fault: they may quote data', () => {
    const { code, told } = report(new TypeError('cannot read 4111111111111111'));
    expect(code).toBe(1);
    expect(told).toContain('error[UWF-5000]');
    expect(told).not.toMatch(/4111|at .*:\d+:\d+/);
  });

  test('leaves what commander has told already, and takes help for a success', () => {
    expect(report(new CommanderError(0, 'commander.help', 'help'))).toEqual({ code: 0, told: '', written: '' });
    expect(report(new CommanderError(1, 'commander.unknownOption', 'unknown'))).toEqual({ code: 2, told: '', written: '' });
  });

  test('lets nothing of an answer reach the terminal as a command', () => {
    const { told } = report(refusal({ title: '\u001b[2J', detail: '\u0007' }));
    expect(['\u001b', '\u0007'].filter((character) => told.includes(character))).toEqual([]);
  });
});

describe('exit codes', () => {
  test.each([
    ['UWF-4000', 2],
    ['UWF-4010', 4],
    ['UWF-4030', 4],
    ['UWF-4041', 6],
    ['UWF-4042', 6],
    ['UWF-4220', 2],
    ['UWF-4221', 3],
    ['UWF-4224', 3],
    ['UWF-5001', 1],
    ['UWF-5005', 2],
  ] as const)('%s ends a command with %d', (code, exitCode) => {
    expect(exitCodeOfFailure({ code, status: operationErrorCatalogue[code].status })).toBe(exitCode);
  });

  test.each(Object.keys(commandErrorCatalogue) as CommandErrorCode[])('%s of the command line has one that is not 0', (code) => {
    expect(report(new CommandError(code, 'detail')).code).toBe(commandErrorCatalogue[code].exitCode);
    expect(commandErrorCatalogue[code].exitCode).toBeGreaterThan(0);
  });
});
