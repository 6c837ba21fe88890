import { spawn } from 'node:child_process';

export interface ToolResult {
  code: number;
  stdout: string;
  /** stdout and stderr, in the order they came. */
  output: string;
}

/** Runs a Node script of a package (path from the root) to its end and keeps what it says. */
export function runTool(root: string, script: string, args: string[], cwd = root): Promise<ToolResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [`${root}/${script}`, ...args], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const stdout: string[] = [];
    const output: string[] = [];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout.push(text);
      output.push(text);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => output.push(text));
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({
        code: code ?? 1,
        stdout: stdout.join(''),
        output: output.join('') + (signal ? `\nended by ${signal}` : ''),
      }),
    );
  });
}
