/** What a runner may start: nothing that is not named here. */
export interface ProcessPolicy {
  readonly scripts: readonly ScriptLanguage[];
  /** Python's own command; `python3` unless given. */
  readonly python?: string;
  readonly shell: {
    /** Names that are looked up on {@link COMMAND_PATH}, or absolute paths. Each stands for itself alone: a name does not allow a path. */
    readonly commands: readonly string[];
  };
  /** A container engine with the command line of Docker, and the images that it may run. Absent: no containers. */
  readonly containers?: { readonly engine: string; readonly images: readonly string[] };
}

export type ScriptLanguage = 'js' | 'python';

/** Allows nothing. */
export const NO_PROCESSES: ProcessPolicy = { scripts: [], shell: { commands: [] } };

/** Where commands are looked up, and the only variable that a process has without its task giving it. */
export const COMMAND_PATH = '/usr/local/bin:/usr/bin:/bin';
