// Runs before the first paint, so that a dark screen never flashes light. Kept apart from the bundle because it must block.
(() => {
  const choice = localStorage.getItem('iperform.theme');
  if (choice === 'dark' || choice === 'light') document.documentElement.dataset.theme = choice;
})();
