/** Lowest Node release that everything here is tried on. The same floor stands in package.json, `engines`. */
const FLOOR = { major: 20, minor: 19 };

/** True when this Node is new enough; otherwise says so and sets the exit code of a usage error. */
export function requireNode(version) {
  if (isSupported(version)) return true;
  process.stderr.write(
    `Node.js ${FLOOR.major}.${FLOOR.minor} or newer is needed; this is ${version}.\n` +
      'Install a current release (nodejs.org, nvm, fnm, volta), then run the same command again.\n',
  );
  process.exitCode = 2;
  return false;
}

export function isSupported(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > FLOOR.major || (major === FLOOR.major && minor >= FLOOR.minor);
}
