import { SaxesParser } from 'saxes';
import { AppError } from '../../kernel/errors.ts';
import { unreadable } from './file.ts';

/** What is heard while a part is read; names come without their namespace prefix. */
export interface Listener {
  open: (name: string, attributes: Record<string, string>) => void;
  text?: (text: string) => void;
  close?: (name: string) => void;
}

const deepest = 50;
/** No element, attribute or text of a workbook is longer; the parser would keep all of it in memory. */
const longestPiece = 8 * 1024 ** 2;

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

/**
 * Reads an XML part piece by piece and pauses after each, so that what was heard can be passed on. A document type is
 * refused: workbooks have none, and entities are how XML is made to explode.
 * @throws AppError UNPROCESSABLE_FILE where it is not well-formed
 */
export async function* hear(chunks: AsyncIterable<Buffer>, listener: Listener): AsyncGenerator<void> {
  const parser = new SaxesParser();
  const decoder = new TextDecoder();
  let depth = 0;
  let quiet = 0;
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('doctype', () => {
    throw unreadable('The workbook declares a document type, which no spreadsheet program writes.');
  });
  parser.on('opentag', ({ name, attributes }) => {
    quiet = 0;
    depth += 1;
    if (depth > deepest) throw unreadable('The workbook is nested deeper than any spreadsheet is.');
    listener.open(local(name), attributes);
  });
  parser.on('closetag', ({ name }) => {
    quiet = 0;
    depth -= 1;
    listener.close?.(local(name));
  });
  if (listener.text !== undefined) parser.on('text', listener.text);
  try {
    for await (const chunk of chunks) {
      quiet += chunk.length;
      parser.write(decoder.decode(chunk, { stream: true }));
      if (quiet > longestPiece) throw unreadable('A single cell of the workbook is longer than any can be.');
      yield;
    }
    parser.write(decoder.decode()).close();
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw unreadable('The workbook is damaged: one of its parts is no valid XML.', error);
  }
  yield;
}

/** Reads a whole part. */
export const hearAll = async (chunks: AsyncIterable<Buffer>, listener: Listener): Promise<void> => {
  for await (const _pause of hear(chunks, listener));
};
