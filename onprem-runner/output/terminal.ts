import { createColours, type Colours } from './colours.ts';

/** What a command talks to: data goes out, progress goes beside it, a document can come in. */
export interface Terminal {
  /** Data, on stdout. Text is written as it is. */
  out(text: string): void;
  /** One line of progress or explanation, on stderr. */
  tell(line: string): void;
  /** Draws one line on stderr over the one that was drawn before; an empty one takes it away. Present where a person reads stderr. */
  draw?(line: string): void;
  /** Asks on stderr and gives the line that comes back; empty when none does. Present where a person reads stderr and writes stdin. */
  ask?(question: string): Promise<string>;
  /** All of stdin. */
  readInput(): Promise<Uint8Array>;
  /** Stdin as it comes, for what is too large to be held. */
  openInput(): AsyncIterable<Uint8Array | string>;
  /** True when a person reads stdout. */
  readonly isInteractive: boolean;
  /** Of what goes to stdout. */
  readonly colours: Colours;
  /** Of what goes to stderr. */
  readonly toldColours: Colours;
}

/** The streams of a process, as far as a terminal needs them. */
export interface TerminalStreams {
  readonly stdin: AsyncIterable<Uint8Array | string> & { readonly isTTY?: boolean };
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
}

interface OutputStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

/** The terminal of this process. `colour`: forced on or off; undefined lets each stream say whether a person reads it. */
export function createTerminal(streams: TerminalStreams, colour: boolean | undefined): Terminal {
  const { stdin, stdout, stderr } = streams;
  return {
    out: (text) => void stdout.write(text),
    tell: (line) => void stderr.write(`${line}\n`),
    ...(stderr.isTTY === true ? { draw: (line: string) => void stderr.write(`\r${line}${CLEAR_REST}`) } : {}),
    ...(stderr.isTTY === true && stdin.isTTY === true ? { ask: (question: string) => askOn(streams, question) } : {}),
    readInput: () => readAll(stdin),
    openInput: () => stdin,
    isInteractive: stdout.isTTY === true,
    colours: createColours(colour ?? stdout.isTTY === true),
    toldColours: createColours(colour ?? stderr.isTTY === true),
  };
}

/** Control sequence EL (ECMA-48 §8.3.41): nothing of a longer line stays behind. */
const CLEAR_REST = '\u001b[K';

/** One line; what comes behind it is left out, since a command asks once. */
async function askOn({ stdin, stderr }: TerminalStreams, question: string): Promise<string> {
  stderr.write(`${question} `);
  let text = '';
  for await (const chunk of stdin) {
    text += typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk);
    if (/[\r\n]/u.test(text)) break;
  }
  return (text.split(/[\r\n]/u)[0] ?? '').trim();
}

async function readAll(stream: AsyncIterable<Uint8Array | string>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk);
  return Buffer.concat(chunks);
}
