/** Marks text for a terminal (ECMA-48 SGR), or leaves it as it is. */
export interface Colours {
  red(text: string): string;
  yellow(text: string): string;
  green(text: string): string;
  cyan(text: string): string;
  bold(text: string): string;
  dim(text: string): string;
}

/** Colours that are written, or not, for the whole life of a command. */
export function createColours(enabled: boolean): Colours {
  const mark = (on: number, off: number) => (text: string) => (enabled ? `\u001b[${on}m${text}\u001b[${off}m` : text);
  return { red: mark(31, 39), yellow: mark(33, 39), green: mark(32, 39), cyan: mark(36, 39), bold: mark(1, 22), dim: mark(2, 22) };
}
