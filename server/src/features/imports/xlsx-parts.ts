import { posix } from 'node:path';
import { limits, unreadable } from './file.ts';
import { hearAll } from './xlsx-xml.ts';
import type { Package } from './xlsx-zip.ts';

export interface Sheet {
  name: string;
  part: string;
  hidden: boolean;
}

export interface Workbook {
  sheets: Sheet[];
  /** Dates count from 1904 instead of 1900. */
  date1904: boolean;
  sharedStrings: string | null;
  styles: string | null;
}

const notOne = () => unreadable('This zip file is no Excel workbook (.xlsx).');

/** Targets of a part's relations: by id, and by the last word of their type. */
const relationsOf = async (pack: Package, part: string) => {
  const path = posix.join(posix.dirname(part), '_rels', `${posix.basename(part)}.rels`);
  const byId = new Map<string, { kind: string; target: string }>();
  if (!pack.has(path)) return byId;
  await hearAll(await pack.open(path), {
    open: (name, at) => {
      if (name !== 'Relationship' || at.TargetMode === 'External') return;
      const target = posix.resolve('/', posix.dirname(part), at.Target ?? '').slice(1);
      byId.set(at.Id ?? '', { kind: posix.basename(at.Type ?? ''), target });
    },
  });
  return byId;
};

/** The table of contents of a workbook. @throws AppError UNPROCESSABLE_FILE where the zip file is no workbook */
export const readWorkbook = async (pack: Package): Promise<Workbook> => {
  const roots = [...(await relationsOf(pack, '')).values()];
  const part = roots.find((r) => r.kind === 'officeDocument')?.target ?? 'xl/workbook.xml';
  if (!pack.has(part)) throw notOne();
  const relations = await relationsOf(pack, part);
  const workbook: Workbook = { sheets: [], date1904: false, sharedStrings: null, styles: null };
  let root = '';
  await hearAll(await pack.open(part), {
    open: (name, at) => {
      root ||= name;
      if (name === 'workbookPr') workbook.date1904 = ['1', 'true'].includes(at.date1904 ?? '');
      if (name !== 'sheet') return;
      const id = Object.entries(at).find(([key]) => key.endsWith(':id'))?.[1] ?? '';
      const relation = relations.get(id);
      if (relation?.kind !== 'worksheet' || !pack.has(relation.target)) return;
      if (workbook.sheets.length >= limits.sheets) {
        throw unreadable(`The workbook has more than ${limits.sheets} sheets.`);
      }
      const hidden = (at.state ?? 'visible') !== 'visible';
      workbook.sheets.push({ name: (at.name ?? '').slice(0, 100), part: relation.target, hidden });
    },
  });
  if (root !== 'workbook' || workbook.sheets.length === 0) throw notOne();
  for (const { kind, target } of relations.values()) {
    if (!pack.has(target)) continue;
    if (kind === 'sharedStrings') workbook.sharedStrings = target;
    if (kind === 'styles') workbook.styles = target;
  }
  return workbook;
};

/** Texts kept as bytes one after the other: a tenth of what as many strings would take. */
export interface Texts {
  add: (text: string) => void;
  get: (index: number) => string | null;
}

const openTexts = (): Texts => {
  let bytes = Buffer.alloc(64 * 1024);
  let ends = new Uint32Array(1024);
  let count = 0;
  const end = () => (count === 0 ? 0 : (ends[count - 1] ?? 0));
  return {
    add: (text) => {
      const start = end();
      const needed = start + Buffer.byteLength(text);
      if (needed > limits.sharedTextBytes || count >= limits.sharedTexts) {
        throw unreadable(
          'The workbook holds more text than can be read. Save the sheet as CSV and import that.',
        );
      }
      if (needed > bytes.length) {
        const larger = Buffer.alloc(Math.max(needed, bytes.length * 2));
        bytes.copy(larger, 0, 0, start);
        bytes = larger;
      }
      if (count === ends.length) {
        const larger = new Uint32Array(ends.length * 2);
        larger.set(ends);
        ends = larger;
      }
      bytes.write(text, start);
      ends[count] = needed;
      count += 1;
    },
    get: (index) =>
      Number.isInteger(index) && index >= 0 && index < count
        ? bytes.toString('utf8', index === 0 ? 0 : ends[index - 1], ends[index])
        : null,
  };
};

/** The shared strings of a workbook. Readings (`rPh`) of East Asian words are no part of a text. */
export const readSharedStrings = async (pack: Package, part: string | null): Promise<Texts> => {
  const texts = openTexts();
  if (part === null) return texts;
  let text = '';
  let inText = false;
  let aside = 0;
  await hearAll(await pack.open(part), {
    open: (name) => {
      if (name === 'si') text = '';
      else if (name === 'rPh') aside += 1;
      else if (name === 't') inText = aside === 0;
    },
    text: (piece) => {
      if (inText && text.length <= limits.cellChars) text += piece;
    },
    close: (name) => {
      if (name === 't') inText = false;
      else if (name === 'rPh') aside -= 1;
      else if (name === 'si') texts.add(text);
    },
  });
  return texts;
};

export type NumberKind = 'number' | 'date' | 'time';

const builtInKind = (id: number): NumberKind => {
  if ((id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58)) return 'date';
  return (id >= 18 && id <= 21) || (id >= 45 && id <= 47) ? 'time' : 'number';
};

/** What a number format shows: `dd-mmm-yyyy` a date, `h:mm` a time, everything else a number. */
const kindOfFormat = (code: string): NumberKind => {
  const letters = code.replace(/"[^"]*"|\[[^\]]*\]|[_*\\]./g, '');
  if (/[dy]/i.test(letters) || (/m/i.test(letters) && !/[hs]/i.test(letters))) return 'date';
  return /[hs]/i.test(letters) ? 'time' : 'number';
};

/** Kind of number of each cell style, by the style's index. */
export const readStyles = async (pack: Package, part: string | null): Promise<NumberKind[]> => {
  if (part === null) return [];
  const formats = new Map<number, NumberKind>();
  const styles: NumberKind[] = [];
  let inCells = false;
  await hearAll(await pack.open(part), {
    open: (name, at) => {
      if (name === 'numFmt') formats.set(Number(at.numFmtId), kindOfFormat(at.formatCode ?? ''));
      else if (name === 'cellXfs') inCells = true;
      else if (name === 'xf' && inCells && styles.length < 100_000) {
        const id = Number(at.numFmtId ?? 0);
        styles.push(formats.get(id) ?? builtInKind(id));
      }
    },
    close: (name) => {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return styles;
};
