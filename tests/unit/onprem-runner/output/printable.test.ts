import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printable } from '#onprem-runner/output/printable.ts';

test('text in any script stays as it is', () => {
  expect(printable('Zoë Ωμέγα 漢字 🙂 "quoted"')).toBe('Zoë Ωμέγα 漢字 🙂 "quoted"');
});

test('what a terminal would obey becomes visible', () => {
  expect(printable('a\tb\nc\u001b[0m\u009b\u202e')).toBe(String.raw`a b\u000ac\u001b[0m\u009b\u202e`);
});

test('no control character is ever left', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      // oxlint-disable-next-line no-control-regex -- they are what is looked for
      expect(printable(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/u);
    }),
  );
});
