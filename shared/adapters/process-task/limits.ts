/** One process, from its start to its end. */
export const PROCESS_TIMEOUT_MS = 60_000;
/** Bytes of stdout and of stderr. */
export const PROCESS_OUTPUT_BYTES_MAX = 262_144;
/** Bytes of stdin. */
export const PROCESS_INPUT_BYTES_MAX = 1_048_576;
/** Characters of a command line or of the code of a script. */
export const PROCESS_SOURCE_CHARACTERS_MAX = 262_144;
export const PROCESS_ARGUMENTS_MAX = 256;
export const PROCESS_VARIABLES_MAX = 256;
/** Processes at the same time that nobody waits for. */
export const DETACHED_PROCESSES_MAX = 16;
