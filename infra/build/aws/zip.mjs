import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';

/** Parts of the format (PKWARE APPNOTE 6.3). */
const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_DIRECTORY = 0x06054b50;
const VERSION = 20;
/** Made on UNIX, so that rights are told. */
const MADE_BY = (3 << 8) | VERSION;
const NAMES_ARE_UTF8 = 0x0800;
const DEFLATED = 8;
/** 1980-01-01, the oldest date that it knows: equal folders make equal files. */
const DATE = (1 << 5) | 1;
/** A regular file that everybody may read. */
const RIGHTS = (0o100644 << 16) >>> 0;
const ENTRIES_MAX = 0xffff;

/** All files of a folder as a zip file: the same bytes for the same contents, whenever and wherever it is made. */
export function zipFolder(folder) {
  const names = filesOf(folder);
  if (names.length > ENTRIES_MAX) throw new RangeError('too many files for one zip file');
  const [parts, directory] = [[], []];
  let offset = 0;
  for (const name of names) {
    const entry = entryOf(name, readFileSync(join(folder, name)));
    parts.push(entry.local, entry.data);
    directory.push(centralHeader(entry, offset));
    offset += entry.local.length + entry.data.length;
  }
  const central = Buffer.concat(directory);
  return Buffer.concat([...parts, central, endOfDirectory(names.length, central.length, offset)]);
}

/** Names from the folder on, with `/`, in the order of their code units. */
function filesOf(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1).replaceAll('\\', '/')).toSorted();
}

function entryOf(name, content) {
  const data = deflateRawSync(content, { level: 9 });
  const nameBytes = Buffer.from(name, 'utf8');
  const common = commonFields({ checksum: crc32(content), packed: data.length, size: content.length, nameLength: nameBytes.length });
  const head = Buffer.alloc(4);
  head.writeUInt32LE(LOCAL_HEADER);
  return { local: Buffer.concat([head, common, nameBytes]), data, common, nameBytes };
}

/** What both headers say: from the version that is needed to the length of the extra field. */
function commonFields({ checksum, packed, size, nameLength }) {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(VERSION, 0);
  fields.writeUInt16LE(NAMES_ARE_UTF8, 2);
  fields.writeUInt16LE(DEFLATED, 4);
  fields.writeUInt16LE(DATE, 8);
  fields.writeUInt32LE(checksum, 10);
  fields.writeUInt32LE(packed, 14);
  fields.writeUInt32LE(size, 18);
  fields.writeUInt16LE(nameLength, 22);
  return fields;
}

function centralHeader({ common, nameBytes }, offset) {
  const head = Buffer.alloc(6);
  head.writeUInt32LE(CENTRAL_HEADER);
  head.writeUInt16LE(MADE_BY, 4);
  const tail = Buffer.alloc(14);
  tail.writeUInt32LE(RIGHTS, 6);
  tail.writeUInt32LE(offset, 10);
  return Buffer.concat([head, common, tail, nameBytes]);
}

function endOfDirectory(count, length, offset) {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END_OF_DIRECTORY);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(length, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}
