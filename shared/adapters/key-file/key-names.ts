import { isKeyName } from '#shared/core/kernel/key-name.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';

const FILE = /^(?<key>[a-z][a-z0-9-]{0,63})\.v(?<version>[1-9]\d{0,8})\.key$/u;

/** The name, if it is one. Errors: `UWF-5005`. */
export function checkKeyName(key: string): string {
  if (isKeyName(key)) return key;
  throw new UwfError('UWF-5005', 'a key has a name of lower-case letters, digits and -');
}

/** Name of the file of one version. */
export function fileOf(key: string, version: number): string {
  return `${checkKeyName(key)}.v${String(version)}.key`;
}

/** The versions of a key among the files of a folder, in their order. */
export function versionsAmong(files: readonly string[], key: string): readonly number[] {
  const versions = files.flatMap((file) => {
    const { key: name, version } = FILE.exec(file)?.groups ?? {};
    return name === key && version !== undefined ? [Number(version)] : [];
  });
  return versions.sort((left, right) => left - right);
}
