import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import Papa from 'papaparse';
import { AppError } from '../../kernel/errors.ts';
import { workbook, zip } from '../../testing/xlsx.ts';
import { detect } from './detect.ts';
import type { FileRow, Source } from './file.ts';
import { readRows } from './read.ts';

const folder = mkdtempSync(join(tmpdir(), 'iperform-read-'));
after(() => rmSync(folder, { recursive: true }));

let files = 0;
const write = (content: string | Buffer): string => {
  files += 1;
  const path = join(folder, String(files));
  writeFileSync(path, content);
  return path;
};

const all = async (source: Source): Promise<FileRow[]> => {
  const rows: FileRow[] = [];
  for await (const some of readRows(source)) rows.push(...some);
  return rows;
};

const cellsOf = async (content: string | Buffer, fileName = 'leads.csv'): Promise<string[][]> => {
  const { source } = await detect(write(content), fileName);
  return (await all(source)).map((row) => row.cells);
};

const refused = (content: string | Buffer, fileName: string, message: RegExp) =>
  assert.rejects(
    async () => {
      const { source } = await detect(write(content), fileName);
      await all(source);
    },
    (error: unknown) => {
      assert.ok(error instanceof AppError, String(error));
      assert.equal(error.code, 'UNPROCESSABLE_FILE');
      assert.match(error.detail ?? '', message);
      return true;
    },
  );

const table = [
  ['Name', 'Note', 'City'],
  ['Åsa Nordström', 'say "hi", twice', 'Malmö'],
  ['Renée', 'line one\nline two', 'Nîmes'],
];

describe('CSV', () => {
  const quoted = (delimiter: string, newline: string) =>
    table
      .map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(delimiter))
      .join(newline)
      .concat(newline);

  for (const delimiter of [',', ';', '\t', '|']) {
    for (const [name, newline] of [
      ['LF', '\n'],
      ['CRLF', '\r\n'],
      ['CR', '\r'],
    ] as const) {
      it(`is read with ${JSON.stringify(delimiter)} and ${name}`, async () => {
        assert.deepEqual(await cellsOf(quoted(delimiter, newline)), table);
      });
    }
  }

  const text = quoted(',', '\r\n');
  const utf16be = Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
  const encodings: [string, Buffer, string][] = [
    ['UTF-8', Buffer.from(text), 'utf-8'],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`), 'utf-8'],
    ['UTF-16 LE', Buffer.from(`\ufeff${text}`, 'utf16le'), 'utf-16le'],
    ['UTF-16 BE', utf16be, 'utf-16be'],
    ['UTF-16 LE without a mark', Buffer.from(text, 'utf16le'), 'utf-16le'],
    ['windows-1252', Buffer.from(text, 'latin1'), 'windows-1252'],
  ];
  for (const [name, bytes, encoding] of encodings) {
    it(`is read as ${name}`, async () => {
      const { source } = await detect(write(bytes), 'leads.csv');
      assert.equal(source.encoding, encoding);
      assert.deepEqual(
        (await all(source)).map((row) => row.cells),
        table,
      );
    });
  }

  it('tells typographic signs of windows-1252 from control characters', async () => {
    const rows = await cellsOf(
      Buffer.from([...Buffer.from('Name,City\n'), 0x93, 0x41, 0x94, 0x2c, 0x80, 0x0a]),
    );
    assert.deepEqual(rows[1], ['“A”', '€']);
  });

  it('gives back any table, wherever a piece of the file ends', async () => {
    const cell = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.constantFrom('"', ',', 'a\nb', ' ', '""', "'", ';'),
    );
    const anyTable = fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), {
      minLength: 1,
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(anyTable, async (rows) => {
        const filled = rows.map((row) => row.map((c) => c.replace(/[\0\r]/g, '')));
        // Enough before it that the table stands across the end of a piece.
        const padding = Array.from({ length: 262_100 / 30 }, () => ['x'.repeat(13), 'y', 'z'.repeat(13)]);
        const source: Source = {
          path: write(Papa.unparse([...padding, ...filled], { quotes: true })),
          format: 'csv',
          encoding: 'utf-8',
          delimiter: ',',
          sheet: '',
        };
        const read = (await all(source)).map((row) => row.cells);
        assert.deepEqual(read.slice(padding.length), filled);
      }),
      { numRuns: 25 },
    );
  });

  it('counts rows as a spreadsheet does, and keeps ragged ones as they are', async () => {
    const { source, scan } = await detect(write('Name,City\n\nAsha,Pune,extra\nRavi\n'), 'leads.csv');
    const rows = await all(source);
    assert.deepEqual(
      rows.map((row) => [row.row, row.cells]),
      [
        [1, ['Name', 'City']],
        [2, ['']],
        [3, ['Asha', 'Pune', 'extra']],
        [4, ['Ravi']],
      ],
    );
    assert.equal(scan.rows, 2);
  });

  it('names every column once, whatever the headers are called', async () => {
    const { scan } = await detect(write('Phone,phone,,__proto__,constructor\n1,2,3,4,5\n'), 'leads.csv');
    assert.deepEqual(
      scan.columns.map((column) => column.header),
      ['Phone', 'phone (2)', 'Column 3', '__proto__', 'constructor'],
    );
  });

  it('passes over titles above the header, and does without a header', async () => {
    const titled = await detect(
      write('Leads of May,,\n,,\nName,City,Phone\nAsha,Pune,9876543210\n'),
      'leads.csv',
    );
    assert.equal(titled.scan.headerRow, 3);
    assert.deepEqual(
      titled.scan.columns.map((c) => c.header),
      ['Name', 'City', 'Phone'],
    );
    const bare = await detect(write('Asha,asha@example.com\nRavi,ravi@example.com\n'), 'leads.csv');
    assert.equal(bare.scan.headerRow, 0);
    assert.equal(bare.scan.rows, 2);
  });

  it('follows the hint about the delimiter that Excel writes', async () => {
    const { source } = await detect(write('sep=;\nName;City\nAsha;Pune, Maharashtra\n'), 'leads.csv');
    assert.equal(source.delimiter, ';');
    const rows = await all(source);
    assert.deepEqual(rows[1], { row: 3, cells: ['Asha', 'Pune, Maharashtra'], problem: null });
  });

  it('says which row a quotation mark was left open in', async () => {
    const { source } = await detect(write('Name,City\nAsha,Pune\n"Ravi,Goa\nSita,Agra\n'), 'leads.csv');
    const last = (await all(source)).at(-1);
    assert.equal(last?.row, 3);
    assert.match(last?.problem ?? '', /never closed/);
  });

  it('marks a cell that is too long and goes on', async () => {
    const { source } = await detect(write(`Name,Note\nAsha,${'x'.repeat(70_000)}\nRavi,ok\n`), 'leads.csv');
    const rows = await all(source);
    assert.match(rows[1]?.problem ?? '', /column 2 holds more than 65536/);
    assert.deepEqual(rows[2], { row: 3, cells: ['Ravi', 'ok'], problem: null });
  });

  it('refuses what is no table of text', async () => {
    await refused('', 'leads.csv', /empty/);
    await refused('Name,City\n', 'leads.csv', /no rows/);
    await refused('Name,City\nAsha,Pu\0ne\n', 'leads.csv', /Line 2 .*NUL/);
    await refused(`Name,City\n${'Asha,Pune\n'.repeat(80_000)}Ravi,\0\n`, 'leads.csv', /Line 80002 .*NUL/);
    await refused(Buffer.from([...Array(600).keys()].map((i) => (i * 7) % 256)), 'leads.csv', /no text/);
    await refused(Buffer.from('89504e470d0a1a0a', 'hex'), 'leads.csv', /picture/);
    await refused(Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'leads.xls', /old/);
    await refused('<html><table><tr><td>Name</td></tr></table>', 'leads.xls', /web page/);
    await refused(
      `${Array.from({ length: 1001 }, (_, i) => `c${i}`).join(',')}\n1\n`,
      'leads.csv',
      /1001 columns/,
    );
    await refused(`Name,City\n${'x'.repeat(3_000_000)}`, 'leads.csv', /Row 2 is longer/);
    await refused(`Name,City\n"${'x,\n'.repeat(1_000_000)}`, 'leads.csv', /Row 2 is longer/);
  });
});

describe('XLSX', () => {
  const read = async (content: Buffer, sheet = ''): Promise<(readonly [number, string[]])[]> => {
    const source: Source = { path: write(content), format: 'xlsx', encoding: '', delimiter: '', sheet };
    return (await all(source)).map((row) => [row.row, row.cells] as const);
  };

  it('is read with shared, inline and formula texts, gaps and blank rows', async () => {
    const rows = `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><r><t>Ci</t></r><r><t>ty</t></r></is></c></row>
      <row r="4"><c t="str"><f>A1</f><v>x &amp; y</v></c><c r="D4" t="b"><v>1</v></c><c t="e"><v>#N/A</v></c></row>`;
    const shared = ['<si><r><t>Na</t></r><rPh><t>ignored</t></rPh><r><t>me</t></r></si>'];
    assert.deepEqual(await read(workbook({ Leads: rows }, { shared })), [
      [1, ['Name', '', 'City']],
      [4, ['x & y', '', '', 'TRUE']],
    ]);
  });

  it('reads numbers as people see them and dates of both calendars', async () => {
    const cells = (style: number, ...values: (number | string)[]) =>
      values.map((v) => `<c s="${style}"><v>${v}</v></c>`).join('');
    const rows = `<row>${cells(0, '9.19876543210E+11', 0.1, '1234.5600000000001', -3)}</row><row>${cells(1, 45_250, 1, 60, 61)}</row><row>${cells(2, 45_250.5)}${cells(3, 0.75)}${cells(4, 45_250)}</row>`;
    const formats = ['dd-mmm-yyyy', 'm/d/yy h:mm', 'hh:mm', '0.00 &quot;days&quot;'];
    assert.deepEqual(
      (await read(workbook({ A: rows }, { formats }))).map(([, row]) => row),
      [
        ['919876543210', '0.1', '1234.56', '-3'],
        ['2023-11-20', '1900-01-01', '1900-02-28', '1900-03-01'],
        ['2023-11-20T12:00:00', '18:00:00', '45250'],
      ],
    );
    const old = workbook({ A: `<row>${cells(1, 43_788)}</row>` }, { formats, date1904: true });
    assert.deepEqual(await read(old), [[1, ['2023-11-20']]]);
  });

  it('reads the sheet that is asked for', async () => {
    const row = (text: string) => `<row><c t="str"><v>${text}</v></c></row>`;
    const book = workbook({ One: row('first'), Two: row('second') });
    assert.deepEqual(await read(book), [[1, ['first']]]);
    assert.deepEqual(await read(book, 'Two'), [[1, ['second']]]);
    await assert.rejects(read(book, 'Three'), /no sheet called "Three"/);
    assert.deepEqual(
      (await detect(write(workbook({ One: row('Name') + row('x'), Two: row('y') })), 'a.xlsx')).sheets,
      ['One', 'Two'],
    );
  });

  it('is told from CSV by what it holds, and a wrong name is refused', async () => {
    const book = workbook({
      A: '<row><c t="str"><v>Name</v></c></row><row><c t="str"><v>Asha</v></c></row>',
    });
    assert.deepEqual(await cellsOf(book, 'leads'), [['Name'], ['Asha']]);
    await refused(book, 'leads.csv', /called \.csv, but it is an Excel workbook/);
    await refused('Name,City\nAsha,Pune\n', 'leads.xlsx', /called \.xlsx, but it is no Excel workbook/);
    await refused(zip({ 'word/document.xml': '<w/>' }), 'leads.xlsx', /no Excel workbook/);
    await refused(book.subarray(0, book.length - 30), 'leads.xlsx', /damaged/);
  });

  it('refuses bombs with memory flat', async () => {
    const before = process.memoryUsage().rss;
    const blank = Buffer.alloc(80 * 1024 * 1024, ' ');
    await refused(workbook({ A: blank.toString('latin1') }), 'a.xlsx', /unpacks to far more|longer than any/);
    await refused(
      workbook({ A: `<row><c t="str"><v>${'x'.repeat(20_000_000)}</v></c></row>` }),
      'a.xlsx',
      /longer than any/,
    );
    await refused(workbook({ A: '<row>'.repeat(1000) }), 'a.xlsx', /nested/);
    await refused(workbook({ A: '<row r="2000000"><c><v>1</v></c></row>' }), 'a.xlsx', /out of order/);
    await refused(workbook({ A: '<row><c r="ZZZ1"><v>1</v></c></row>' }), 'a.xlsx', /more than 1000 columns/);
    await refused(workbook({ A: '<row><c>' }), 'a.xlsx', /no valid XML/);
    const entity = '<!DOCTYPE x [<!ENTITY a "&#97;"><!ENTITY b SYSTEM "file:///etc/passwd">]><x>&a;&b;</x>';
    await refused(zip({ 'xl/workbook.xml': entity }), 'a.xlsx', /document type/);
    // Making the bombs takes memory as well; what reading may add is far below what they unpack to.
    assert.ok(process.memoryUsage().rss - before < 600 * 1024 * 1024);
  });
});
