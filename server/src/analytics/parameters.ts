// The embedded engine's own binding keeps parameters in one place for the whole process, so its Node package runs bound
// queries one after the other: a light report would wait for every heavy one. `SET param_x` binds the same
// way, by type and on the server's side of the parser, but belongs to one session.

/** What can be bound: text, numbers and lists of them. */
export type Parameter = string | number | bigint | boolean | readonly (string | number | bigint)[];
export type Parameters = Readonly<Record<string, Parameter>>;

const escapes: Record<string, string> = { '\\': '\\\\', "'": "\\'", '\t': '\\t', '\n': '\\n', '\r': '\\r' };
const escaped = (text: string): string => text.replace(/[\\'\t\n\r]/g, (c) => escapes[c] ?? c);
const quote = (text: string): string => `'${escaped(text)}'`;

/** A value in the text form that the engine reads a parameter of any type from. */
const textOf = (value: Parameter): string => {
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'string') return escaped(value);
  if (typeof value !== 'object') return String(value);
  return `[${value.map((v) => (typeof v === 'string' ? quote(v) : String(v))).join(',')}]`;
};

/** `SET` statements that bind parameters in a session, to stand before the query; '' for none. */
export const bindParameters = (parameters: Parameters): string => {
  const all = Object.entries(parameters);
  if (all.length === 0) return '';
  const assignments = all.map(([name, value]) => {
    if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error(`bad name of a parameter: ${name}`);
    return `param_${name} = ${quote(textOf(value))}`;
  });
  return `SET ${assignments.join(', ')}; `;
};
