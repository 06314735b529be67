/** Lists that come page by page. */

import {el, say} from './dom.js';
import {call, signedIn} from './session.js';

/**
 * @param path () => the address of the first page, with its filters
 * @param member the answer's member that holds the items
 * @param grid a table, see table.js
 */
export function paged({path, member, grid}) {
  const told = el('p', {class: 'told', role: 'status'});
  const problem = el('p', {class: 'problem', role: 'alert'});
  const more = el('button', {type: 'button', hidden: true}, 'Show more');
  const node = el('div', {class: 'paged'}, problem, grid.node, el('div', {class: 'foot'}, more, told));
  let items = [];
  let cursor = null;
  let asked = 0;

  async function fetchPage(from) {
    const mine = ++asked;
    const address = path();
    const url = from ? `${address}${address.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(from)}` : address;
    try {
      const page = await call('GET', url);
      // An answer that a later question has overtaken is not shown.
      if (mine !== asked) return;
      items = from ? [...items, ...page[member]] : page[member];
      cursor = page.cursor ?? null;
      say(problem, '');
      grid.show(items);
      more.hidden = cursor === null;
      say(told, items.length ? `${items.length} shown${cursor === null ? '' : ', there are more'}` : '');
    } catch (failure) {
      if (mine === asked && signedIn()) say(problem, failure.message);
    }
  }

  more.addEventListener('click', () => fetchPage(cursor));
  return {
    node,
    load: () => fetchPage(null),
    clear: () => {
      asked++;
      items = [];
      cursor = null;
      grid.show([]);
      more.hidden = true;
      say(told, '');
      say(problem, '');
    },
  };
}

/** The members of an address's query that have a value. */
export function query(members) {
  const given = Object.entries(members).filter(([, value]) => value);
  const text = given.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  return text ? `?${text}` : '';
}

/** A select with its label. @param options `[value, words]` */
export function choice(id, label, options, changed) {
  const select = el('select', {id, on: {change: () => changed(select.value)}},
      ...options.map(([value, words]) => el('option', {value}, words)));
  return {
    node: el('div', {class: 'field'}, el('label', {for: id}, label), select),
    value: () => select.value,
    select,
  };
}

/** A text to be typed in, with its label; `entered` when it is sent or left changed. */
export function entry(id, label, entered, hint = '') {
  const input = el('input', {id, type: 'text', autocomplete: 'off', spellcheck: 'false', placeholder: hint,
    on: {change: () => entered(input.value.trim())}});
  return {
    node: el('div', {class: 'field'}, el('label', {for: id}, label), input),
    value: () => input.value.trim(),
  };
}
