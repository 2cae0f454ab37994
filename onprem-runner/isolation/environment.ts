/** Variables that a handler's process gets of the runner's environment, where they are set: where trust and time are, nothing that is a secret. */
export const HANDLER_ENVIRONMENT_DEFAULT = ['TZ', 'LANG', 'LC_ALL', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR'] as const;

/** Variables that make a program run or load what nobody has named. */
const STEERING = /^(?:NODE_(?!EXTRA_CA_CERTS$).*|LD_.*|DYLD_.*|PATH|IFS|ENV|BASH_.*|GCONV_PATH|UWF_.*|PG.*)$/u;

/** The variables of an allow-list, without those that steer programs, or that configure the runner itself. */
export function pickEnvironment(environment: Readonly<Record<string, string | undefined>>, allowed: readonly string[] = HANDLER_ENVIRONMENT_DEFAULT): Readonly<Record<string, string>> {
  const picked = allowed.flatMap((name) => {
    const value = Object.hasOwn(environment, name) && !STEERING.test(name) ? environment[name] : undefined;
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(picked);
}
