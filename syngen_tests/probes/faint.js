/* The texts of a page whose contrast with what is behind them is below 4.5. */
() => {
  const parse = text => {
    const found = text.match(/[\d.]+/g).map(Number);
    const scale = text.startsWith("color(") ? 255 : 1;
    return [...found.slice(0, 3).map(one => one * scale), found[3] ?? 1];
  };
  const over = (top, under) => [0, 1, 2].map(at => top[at] * top[3] + under[at] * (1 - top[3]));
  const light = rgb => {
    const [r, g, b] = rgb.map(one => one / 255).map(
      one => one <= .04045 ? one / 12.92 : ((one + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const up = one => one.parentElement ?? one.getRootNode().host ?? null;
  const ground = one => {
    const layers = [];
    for (let at = one; at; at = up(at)) layers.push(parse(getComputedStyle(at).backgroundColor));
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255]);
  };
  const faint = [];
  const look = root => {
    for (const one of root.querySelectorAll("*")) {
      if (one.shadowRoot) look(one.shadowRoot);
      const own = [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim());
      const box = one.getBoundingClientRect();
      if (!own || !box.width || !box.height || !one.checkVisibility()) continue;
      if (one.closest("[disabled], [aria-hidden=true], style, script")) continue;
      /* the values of a slider stand above its knob, of which they are a part, or show on hover */
      if (one.closest("[data-testid=stSliderThumbValue], [data-testid=stSliderTickBar]")) continue;
      let seen = 1;
      for (let at = one; at; at = up(at)) seen *= Number(getComputedStyle(at).opacity);
      const back = ground(one), ink = parse(getComputedStyle(one).color);
      const [a, b] = [light(over([...ink.slice(0, 3), ink[3] * seen], back)), light(back)];
      const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
      if (ratio < 4.5) faint.push(`${ratio.toFixed(2)} ${one.textContent.trim().slice(0, 40)}`);
    }
  };
  look(document);
  return faint;
}
