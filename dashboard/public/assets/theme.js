// Before the first paint, and in a file of its own: the page's policy lets nothing run that stands in the page.
(() => {
  const wanted = localStorage.getItem('ringoff-theme');
  const dark = wanted === 'dark' || (wanted !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
