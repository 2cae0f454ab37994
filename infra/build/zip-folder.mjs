import { writeFileSync } from 'node:fs';
import { zipFolder } from './aws/zip.mjs';

const [folder, file] = process.argv.slice(2);
writeFileSync(file, zipFolder(folder));
