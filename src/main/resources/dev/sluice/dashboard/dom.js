/**
 * Makes elements. Whatever is shown becomes a text node: no text that comes from elsewhere is ever
 * read as HTML.
 */

/**
 * @param {string} name of the element
 * @param {object} wanted attributes by name; `class`, `on` (listeners by event) and `data` as well;
 *     null, undefined and false leave an attribute out
 * @param children nodes, or anything else as text
 */
export function el(name, wanted = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(wanted)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === 'on') {
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    } else if (key === 'data') {
      Object.assign(node.dataset, value);
    } else {
      node.setAttribute(key, value === true ? '' : value);
    }
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** Writes a text where it differs, so that a selection or a screen reader is not disturbed. */
export function say(node, text) {
  const words = String(text);
  if (node.textContent !== words) node.textContent = words;
}

/** Sets an attribute where it differs; null takes it away. */
export function set(node, name, value) {
  if (value === null) {
    if (node.hasAttribute(name)) node.removeAttribute(name);
  } else if (node.getAttribute(name) !== String(value)) {
    node.setAttribute(name, value);
  }
}

/**
 * Makes a parent's children follow a list. Each item keeps its node, and with it the focus, for as
 * long as its key is in the list.
 *
 * @param keyOf the item's key, unique in the list
 * @param make an item's node
 * @param update tells the node of the item as it is now
 */
export function follow(parent, items, keyOf, make, update) {
  const known = parent.known ?? (parent.known = new Map());
  const wanted = new Set(items.map(keyOf));
  for (const [key, node] of known) {
    if (!wanted.has(key)) {
      node.remove();
      known.delete(key);
    }
  }
  let place = parent.firstChild;
  for (const item of items) {
    const key = keyOf(item);
    let node = known.get(key);
    if (!node) {
      node = make(item);
      known.set(key, node);
    }
    if (node === place) {
      place = place.nextSibling;
    } else {
      parent.insertBefore(node, place);
    }
    update(node, item);
  }
}

/** The element of this id. */
export function byId(id) {
  return document.getElementById(id);
}

/** Lets the person save what was fetched. The address is of this page alone, and soon of nothing. */
export function save(name, blob) {
  const address = URL.createObjectURL(blob);
  el('a', {href: address, download: name}).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

/** A bar that tells how much of a whole is used, with the whole's marks. */
export function meter(label) {
  const fill = el('span', {class: 'fill'});
  const marks = el('span', {class: 'marks'});
  const node = el('span', {class: 'meter', role: 'meter', 'aria-label': label, 'aria-valuemin': 0},
      fill, marks);
  /**
   * @param used and `whole` in the same unit; a whole of null or 0 shows an empty bar
   * @param words what a screen reader says
   * @param at `{guarantee: value}`: marks by their class
   */
  const show = (used, whole, words, at = {}) => {
    const part = (value) => (whole ? Math.min(100, (100 * value) / whole) : 0);
    fill.style.width = `${part(used)}%`;
    set(node, 'aria-valuenow', whole ? Math.min(used, whole) : 0);
    set(node, 'aria-valuemax', whole || 1);
    set(node, 'aria-valuetext', words);
    node.dataset.level = whole && used >= whole ? 'full' : whole && used >= 0.9 * whole ? 'high' : 'normal';
    follow(marks, Object.entries(at).filter(([, value]) => value), ([name]) => name,
        ([name]) => el('span', {class: `mark ${name}`}),
        (mark, [, value]) => { mark.style.left = `${part(value)}%`; });
  };
  return {node, show};
}
