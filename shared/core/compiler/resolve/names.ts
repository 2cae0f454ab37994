/** `Declared: a, b.` or `Declared: none.`: lists what there is, for a message about what is not. */
export function namesInOrder(word: string, names: Iterable<string>): string {
  const sorted = [...names].sort();
  return `${word}: ${sorted.length === 0 ? 'none' : sorted.join(', ')}.`;
}
