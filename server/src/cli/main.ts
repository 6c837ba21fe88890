import { readConfig } from '../config.ts';
import { AppError, messageOf, StartError, UsageError } from '../kernel/errors.ts';
import { commands } from './commands.ts';
import { out } from './out.ts';

// `iperform COMMAND`. Exit codes: 0 fine, 1 configuration or environment, 2 usage, 70 a fault of ours.

const usage = (): string => {
  const width = Math.max(...commands.map((c) => c.usage.length));
  const lines = commands.map((c) => `  iperform ${c.usage.padEnd(width)}  ${c.summary}`);
  return ['iperform COMMAND', '', ...lines].join('\n');
};

const main = async (argv: string[]): Promise<number> => {
  const [name = 'help', ...rest] = argv;
  if (name === 'help' || name === '--help' || name === '-h') {
    out.line(usage());
    return 0;
  }
  const command = commands.find((c) => c.name === name);
  if (command === undefined) throw new UsageError(`there is no command "${name}"\n\n${usage()}`);
  return (await command.run(rest, () => readConfig())) ?? 0;
};

const codeOf = (error: unknown): number => {
  if (error instanceof UsageError) return 2;
  if (error instanceof StartError) return 1;
  // A refusal that names what to do is no fault of ours, whichever way in it came.
  if (error instanceof AppError) return error.status < 500 ? 2 : 1;
  return 70;
};

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const code = codeOf(error);
  out.error(code === 70 && error instanceof Error ? (error.stack ?? error.message) : messageOf(error));
  process.exit(code);
}
