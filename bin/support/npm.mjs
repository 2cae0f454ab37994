/** The npm that started us, else the one on the path. */
export function npm() {
  const own = process.env.npm_execpath;
  if (own !== undefined && own.endsWith('.js')) return [process.execPath, [own]];
  return process.platform === 'win32' ? ['cmd.exe', ['/c', 'npm']] : ['npm', []];
}
