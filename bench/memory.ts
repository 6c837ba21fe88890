import { readFileSync } from 'node:fs';

/** The most memory a process has had resident so far, in bytes. */
export const peakMemory = (pid: number): number => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
};
