import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';

interface CommandErrorEntry {
  readonly title: string;
  readonly exitCode: ExitCode;
  readonly wayOut: string;
}

/** Everything that can stop a command on this side of the API. What the API itself refuses keeps the API's code. */
export const commandErrorCatalogue = {
  'UWF-6001': { title: 'The file cannot be read', exitCode: EXIT_CODES.usage, wayOut: 'Check the path and its permissions; `-` reads standard input.' },
  'UWF-6002': { title: 'The command line is not valid', exitCode: EXIT_CODES.usage, wayOut: 'Add --help to see what the command takes.' },
  'UWF-6003': { title: 'No API is known', exitCode: EXIT_CODES.usage, wayOut: 'Start one with `uwf dev`, or name one with --api URL or the variable UWF_API.' },
  'UWF-6004': { title: 'The API cannot be reached', exitCode: EXIT_CODES.failed, wayOut: 'Check that it is running and that its address is right.' },
  'UWF-6005': { title: 'Not finished within the time given', exitCode: EXIT_CODES.timeout, wayOut: 'Wait longer with --timeout, or look later with `uwf run show`.' },
  'UWF-6006': { title: 'No access token', exitCode: EXIT_CODES.auth, wayOut: 'Give one with --token or the variable UWF_TOKEN; `uwf dev` issues its own.' },
  'UWF-6007': { title: 'The file is not what is expected', exitCode: EXIT_CODES.usage, wayOut: 'Correct the file as the detail says.' },
  'UWF-6008': { title: 'No on-prem store is known', exitCode: EXIT_CODES.usage, wayOut: 'Start one with `uwf dev`, or name one with --database URL or the variable UWF_ON_PREM_DATABASE_URL.' },
  'UWF-6009': { title: 'No Kafka can be started on this machine', exitCode: EXIT_CODES.failed, wayOut: 'Name brokers with --kafka host:port, or install Java 17 and Maven; KAFKA_HOME names a Kafka that is there already.' },
  'UWF-6020': { title: 'The batch is not the one that its journal knows', exitCode: EXIT_CODES.refused, wayOut: 'Restore what was changed to go on with this batch, or give another --report and --batch-id for another one.' },
  'UWF-6021': { title: 'The batch is under way already', exitCode: EXIT_CODES.failed, wayOut: 'Wait for the other process to end, or stop it: it can be gone on with.' },
  'UWF-6022': { title: 'The service did not answer for too long', exitCode: EXIT_CODES.timeout, wayOut: 'Give the same command again when it answers: what is done is not done again.' },
  'UWF-6023': { title: 'Definitions cannot be deployed to this target', exitCode: EXIT_CODES.refused, wayOut: 'Name a target of a cloud zone with --target; what runs inside the bank reaches its runners through the registry of a cloud.' },
  'UWF-6024': { title: 'The API is that of another target', exitCode: EXIT_CODES.refused, wayOut: 'Name the API of this target with --api or the variable UWF_API, or the target of this API with --target.' },
  'UWF-6025': { title: 'A change that lets out more was not agreed to', exitCode: EXIT_CODES.refused, wayOut: 'Look at the plan with --dry-run, and give --yes when those who may decide it have agreed.' },
  'UWF-6026': { title: 'The API compiled another program', exitCode: EXIT_CODES.refused, wayOut: 'Deploy with the same version of uwf and the same catalogue of functions that the API was packaged with: package it anew, or name its catalogue with --catalogue.' },
  'UWF-6045': { title: 'No keys of the vault are known', exitCode: EXIT_CODES.usage, wayOut: 'Name their folder with --keys or UWF_VAULT_KEYS, or the HSM with UWF_PKCS11_LIBRARY, UWF_PKCS11_TOKEN and UWF_PKCS11_PIN_FILE.' },
} as const satisfies Record<string, CommandErrorEntry>;

export type CommandErrorCode = keyof typeof commandErrorCatalogue;

/** A command that cannot go on, for the person who started it. The detail names files, options and places; never data. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly code: CommandErrorCode;

  constructor(code: CommandErrorCode, detail: string, cause?: unknown) {
    super(detail, cause === undefined ? undefined : { cause });
    this.code = code;
  }

  /** What the catalogue says of this kind of failure. */
  get entry(): CommandErrorEntry {
    return commandErrorCatalogue[this.code];
  }
}
