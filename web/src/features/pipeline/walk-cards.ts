/** Moves the focus from card to card by arrows; empty columns are passed over. */
export const walkCards = (board: HTMLElement | null, columnBy: number, cardBy: number): void => {
  if (!board) return;
  const columns = Array.from(board.querySelectorAll('.board-list'), (list) => [
    ...list.querySelectorAll<HTMLElement>('[data-card] a'),
  ]);
  const focused = document.activeElement;
  const column = columns.findIndex((cards) => cards.some((card) => card === focused));
  const row = focused instanceof HTMLElement ? (columns[column]?.indexOf(focused) ?? 0) : 0;
  let to = column + columnBy;
  while (columnBy !== 0 && columns[to]?.length === 0) to += columnBy;
  const cards = column < 0 ? columns.find((all) => all.length > 0) : columns[to];
  cards?.[Math.max(0, Math.min(row + cardBy, cards.length - 1))]?.focus();
};
