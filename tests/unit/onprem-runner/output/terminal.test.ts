import { describe, expect, test } from 'vitest';
import { createTerminal } from '#onprem-runner/output/terminal.ts';

/** A stdin that a person writes. */
function typed(...parts: readonly (string | Uint8Array)[]): AsyncIterable<string | Uint8Array> & { readonly isTTY: boolean } {
  return Object.assign(chunks(...parts), { isTTY: true });
}

function stream(isTTY: boolean): { write(text: string): void; readonly isTTY: boolean; text: string } {
  return {
    isTTY,
    text: '',
    write(text) {
      this.text += text;
    },
  };
}

async function* chunks(...parts: readonly (string | Uint8Array)[]): AsyncGenerator<string | Uint8Array> {
  yield* parts;
}

describe('createTerminal()', () => {
  test('sends data to stdout and progress to stderr', () => {
    const [stdout, stderr] = [stream(false), stream(false)];
    const terminal = createTerminal({ stdin: chunks(), stdout, stderr }, undefined);
    terminal.out('data');
    terminal.tell('progress');
    expect([stdout.text, stderr.text]).toEqual(['data', 'progress\n']);
  });

  test.each([
    [undefined, true, true],
    [undefined, false, false],
    [false, true, false],
    [true, false, true],
  ])('with colour %s on a terminal %s it colours: %s', (colour, isTTY, coloured) => {
    const terminal = createTerminal({ stdin: chunks(), stdout: stream(isTTY), stderr: stream(isTTY) }, colour);
    expect(terminal.colours.red('x') !== 'x').toBe(coloured);
    expect(terminal.toldColours.red('x') !== 'x').toBe(coloured);
  });

  test('reads all of stdin, even when a character is cut in two', async () => {
    const bytes = new TextEncoder().encode('añb');
    const terminal = createTerminal({ stdin: chunks(bytes.slice(0, 2), bytes.slice(2), 'c'), stdout: stream(false), stderr: stream(false) }, false);
    expect(new TextDecoder().decode(await terminal.readInput())).toBe('añbc');
  });

  test.each([
    [['ye', 's\nno\n'], 'yes'],
    [[new TextEncoder().encode(' no \r')], 'no'],
    [['n'], 'n'],
    [[], ''],
  ])('asks and takes the first line of %j as %j', async (parts, answer) => {
    const stderr = stream(true);
    const terminal = createTerminal({ stdin: typed(...parts), stdout: stream(false), stderr }, false);
    expect([await terminal.ask?.('Really?'), stderr.text]).toEqual([answer, 'Really? ']);
  });

  test('asks nobody where stdin or stderr is no terminal', () => {
    expect(createTerminal({ stdin: chunks(), stdout: stream(true), stderr: stream(true) }, false).ask).toBeUndefined();
    expect(createTerminal({ stdin: typed(), stdout: stream(true), stderr: stream(false) }, false).ask).toBeUndefined();
  });
});
