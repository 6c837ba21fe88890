/** What a command says to the person at the terminal. */
export const out = {
  line: (text = ''): void => void process.stdout.write(`${text}\n`),
  error: (text: string): void => void process.stderr.write(`iperform: ${text}\n`),
};

/** Rows under their headings, in columns as wide as they need. */
export const table = (headings: string[], rows: string[][]): string => {
  const widths = headings.map((heading, i) =>
    Math.max(heading.length, ...rows.map((row) => (row[i] ?? '').length)),
  );
  const line = (cells: string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(headings), ...rows.map(line)].map((text) => `  ${text}`).join('\n');
};
