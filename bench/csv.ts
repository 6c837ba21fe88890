// Files to import, the same at every run.

const header = 'Name,Organisation,Email,Phone,Source,Campaign,City,Country,Value';

/**
 * A CSV file of `rows` leads from number `from` on. Of a hundred, two carry the e-mail of an earlier row and one has an
 * e-mail that is none.
 */
export const csvOf = (rows: number, from = 0): string => {
  const lines = [header];
  for (let i = 0; i < rows; i += 1) {
    const n = from + i;
    const kind = i % 100;
    const of = kind === 50 || kind === 51 ? n - 20 : n;
    const email = kind === 99 ? 'not an address' : `import${of}@file${of % 300}.example`;
    const name = `Import ${['Asha', 'Ravi', 'Meera', 'Kiran'][n % 4]} ${n}`;
    const phone = `+9196${String(n).padStart(8, '0')}`;
    lines.push(
      `${name},Works ${n % 5000},${email},${phone},Website,Campaign ${n % 40},Pune,India,${(n % 500) * 1000}`,
    );
  }
  return lines.join('\r\n');
};
