/* How many pixels the page, or a part that scrolls with it, is too wide. */
() => {
  const parts = [document.documentElement, ...document.querySelectorAll("[data-testid^=stMain]")];
  return Math.max(...parts.map(one => one.scrollWidth - one.clientWidth));
}
