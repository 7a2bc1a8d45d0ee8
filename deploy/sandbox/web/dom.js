// Builds elements; text only ever goes in as text.

/**
 * @param {string} tag
 * @param {object} [props] attributes; `on` holds listeners, `class` a class list, false and null are left out
 * @param {...(Node | string | number | null | false)} children
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'on') for (const [event, fn] of Object.entries(value)) element.addEventListener(event, fn);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
  return element;
}

/** Replaces what the element holds; keyboard focus and scroll positions marked by `data-key` are kept. */
export function fill(element, ...children) {
  const focused = document.activeElement?.closest('[data-key]')?.dataset.key;
  const inside = focused !== undefined && element.contains(document.activeElement);
  const scrolls = new Map(
    [...element.querySelectorAll('[data-scroll]')].map((e) => [
      e.dataset.scroll,
      { top: e.scrollTop, atEnd: e.scrollHeight - e.scrollTop - e.clientHeight < 24 },
    ]),
  );
  element.replaceChildren(...children.flat(Infinity).filter(Boolean));
  for (const e of element.querySelectorAll('[data-scroll]')) {
    const before = scrolls.get(e.dataset.scroll);
    if (e.hasAttribute('data-stick') && (!before || before.atEnd)) e.scrollTop = e.scrollHeight;
    else if (before) e.scrollTop = before.top;
  }
  if (inside) element.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}
