/** One case as it is reported. */
export interface CaseReport {
  /** Path of the case file. */
  readonly file: string;
  /** Identity of the workflow, or the path of its document. */
  readonly workflow: string;
  readonly name: string;
  readonly problems: readonly string[];
  readonly milliseconds: number;
}

/** The report that build servers read: JUnit's XML, one suite for each workflow. */
export function toJunit(reports: readonly CaseReport[]): string {
  const workflows = [...new Set(reports.map(({ workflow }) => workflow))];
  const suites = workflows.map((workflow) => suiteXml(workflow, reports.filter((report) => report.workflow === workflow)));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${countsXml(reports)}>\n${suites.join('')}</testsuites>\n`;
}

function suiteXml(workflow: string, reports: readonly CaseReport[]): string {
  return `  <testsuite name="${escape(workflow)}"${countsXml(reports)}>\n${reports.map(caseXml).join('')}  </testsuite>\n`;
}

function countsXml(reports: readonly CaseReport[]): string {
  const failures = reports.filter(({ problems }) => problems.length > 0).length;
  return ` tests="${reports.length}" failures="${failures}" time="${secondsOf(reports.reduce((sum, { milliseconds }) => sum + milliseconds, 0))}"`;
}

function caseXml({ file, workflow, name, problems, milliseconds }: CaseReport): string {
  const head = `    <testcase classname="${escape(workflow)}" name="${escape(name)}" file="${escape(file)}" time="${secondsOf(milliseconds)}"`;
  const [first] = problems;
  return first === undefined ? `${head}/>\n` : `${head}>\n      <failure message="${escape(first)}">${escape(problems.join('\n'))}</failure>\n    </testcase>\n`;
}

function secondsOf(milliseconds: number): string {
  return (milliseconds / 1_000).toFixed(3);
}

const ENTITIES: ReadonlyMap<string, string> = new Map([['&', '&amp;'], ['<', '&lt;'], ['>', '&gt;'], ['"', '&quot;'], ["'", '&apos;']]);

/** XML 1.0 §2.2 has no place for most control characters, escaped or not. */
function escape(text: string): string {
  return text.replace(/[^\t\n\r\P{C}]/gu, '\ufffd').replace(/[&<>"']/gu, (character) => ENTITIES.get(character) ?? '');
}
