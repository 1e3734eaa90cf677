/* The controls and the headings of tables that a screen reader could not name. */
() => {
  const found = [];
  const look = root => {
    for (const one of root.querySelectorAll("*")) {
      if (one.shadowRoot) look(one.shadowRoot);
      if (!one.matches("button, input, textarea, select, a[href], th") || !one.checkVisibility()) continue;
      const said = [one.getAttribute("aria-label"), one.textContent, one.title,
        ...[...(one.labels ?? [])].map(label => label.textContent)];
      if (!said.some(text => text?.trim())) found.push(one.outerHTML.slice(0, 120));
    }
  };
  look(document);
  return found;
}
