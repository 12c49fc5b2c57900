import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Live processes whose command line names the folder: a server on it, and the service that a test started there. */
export function embeddedProcesses(directory: string): number[] {
  return commandLines().flatMap(([pid, commandLine]) => (commandLine.includes(directory) ? pid : []));
}

/** Not every small container has `ps`, and not every system has /proc. */
function commandLines(): [number, string][] {
  if (process.platform !== 'linux') {
    const lines = execFileSync('ps', ['-A', '-o', 'pid=,command='], { encoding: 'utf8' }).split('\n');
    return lines.map((line) => [Number.parseInt(line, 10), line]);
  }
  const pids = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));
  return pids.map((pid) => {
    try {
      return [Number(pid), readFileSync(`/proc/${pid}/cmdline`, 'utf8')];
    } catch {
      return [Number(pid), ''];
    }
  });
}
