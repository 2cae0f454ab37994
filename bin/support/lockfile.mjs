import { readFileSync } from 'node:fs';

/**
 * What is wrong with a lockfile. It may name no host at all: every package comes from the registry that the machine is configured
 * for and is held to its digest, so that an entry cannot point an install to somewhere else.
 */
export function lockfileProblems(path) {
  const packages = JSON.parse(readFileSync(path, 'utf8')).packages ?? {};
  return Object.entries(packages).flatMap(([name, entry]) => (name === '' ? [] : problemsOf(name, entry)));
}

function problemsOf(name, entry) {
  const problems = [];
  if (entry.resolved !== undefined) {
    problems.push(`${name}: names the place ${entry.resolved}; write the lockfile with npm install --omit-lockfile-registry-resolved`);
  }
  if (entry.link === true) problems.push(`${name}: is a link to a folder`);
  if (entry.integrity === undefined && entry.inBundle !== true) problems.push(`${name}: has no integrity digest`);
  else if (entry.integrity !== undefined && !entry.integrity.startsWith('sha512-')) problems.push(`${name}: its digest is not SHA-512`);
  return problems;
}
