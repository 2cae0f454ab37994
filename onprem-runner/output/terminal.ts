import { createColours, type Colours } from './colours.ts';

/** What a command talks to: data goes out, progress goes beside it, a document can come in. */
export interface Terminal {
  /** Data, on stdout. Text is written as it is. */
  out(text: string): void;
  /** One line of progress or explanation, on stderr. */
  tell(line: string): void;
  /** Draws one line on stderr over the one that was drawn before; an empty one takes it away. Present where a person reads stderr. */
  draw?(line: string): void;
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
  readonly stdin: AsyncIterable<Uint8Array | string>;
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
    readInput: () => readAll(stdin),
    openInput: () => stdin,
    isInteractive: stdout.isTTY === true,
    colours: createColours(colour ?? stdout.isTTY === true),
    toldColours: createColours(colour ?? stderr.isTTY === true),
  };
}

/** Control sequence EL (ECMA-48 §8.3.41): nothing of a longer line stays behind. */
const CLEAR_REST = '\u001b[K';

async function readAll(stream: AsyncIterable<Uint8Array | string>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk);
  return Buffer.concat(chunks);
}
