/** Tables whose rows follow a list, and which a narrow window shows as cards. */

import {el, follow, say, set} from './dom.js';
import {machine, moment} from './format.js';

/**
 * @param {string} caption what it shows, for a screen reader
 * @param columns each `{label, text(item)}`, or `{label, make(item)}` with a `{node, show(item)}`;
 *     `lead: true` is the row's name, `number: true` aligns to the right, `short: true` is not broken,
 *     `long: true` takes the whole width of a card
 * @param {string} empty what is said where there is no row
 * @param keyOf the key of an item
 */
export function table({caption, columns, empty, keyOf}) {
  const body = el('tbody', {role: 'rowgroup'});
  const nothing = el('p', {class: 'empty'}, empty);
  const look = (column) => ['number', 'short', 'long'].filter((name) => column[name]).join(' ') || null;
  const heads = columns.map((column) => el('th',
      {scope: 'col', role: 'columnheader', class: look(column)}, column.label));
  const grid = el('table', {role: 'table'},
      el('caption', {class: 'unseen'}, caption),
      el('thead', {role: 'rowgroup'}, el('tr', {role: 'row'}, ...heads)),
      body);
  const node = el('div', {class: 'table'}, grid, nothing);

  const make = (item) => {
    const cells = columns.map((column) => {
      const cell = el(column.lead ? 'th' : 'td', {
        role: column.lead ? 'rowheader' : 'cell',
        scope: column.lead ? 'row' : null,
        class: look(column),
        data: {label: column.label},
      });
      if (!column.make) {
        const value = el('span', {class: 'value'});
        cell.append(value);
        return {cell, show: (now) => say(value, column.text(now))};
      }
      const {node: inner, show = () => {}} = column.make(item);
      cell.append(inner);
      return {cell, show};
    });
    const row = el('tr', {role: 'row'}, ...cells.map(({cell}) => cell));
    row.cells_ = cells;
    return row;
  };

  const show = (items) => {
    follow(body, items, keyOf, make, (row, item) => row.cells_.forEach(({show: tell}) => tell(item)));
    grid.hidden = items.length === 0;
    nothing.hidden = items.length > 0;
  };
  show([]);
  return {node, show};
}

/** A cell of a moment, which its title tells in full. @param of item to an instant, or to words */
export function when(of) {
  return () => {
    const node = el('time', {class: 'value'});
    return {
      node,
      show: (item) => {
        const at = of(item);
        const exact = machine(at);
        say(node, moment(at));
        set(node, 'datetime', exact);
        set(node, 'title', exact);
      },
    };
  };
}

/** A cell of a word with a colour: `{node, show}`. @param look item to `{words, tone}` */
export function badge(look) {
  return () => {
    const node = el('span', {class: 'badge'});
    return {
      node,
      show: (item) => {
        const {words, tone} = look(item);
        say(node, words);
        node.dataset.tone = tone;
      },
    };
  };
}

/** A cell of buttons. @param actions item to `[{words, does(item), danger, label}]` */
export function buttons(actions) {
  return () => {
    const node = el('span', {class: 'buttons'});
    let current = null;
    const show = (item) => {
      current = item;
      follow(node, actions(item), (action) => action.words,
          (action) => {
            const button = el('button', {type: 'button', class: action.danger ? 'small danger' : 'small'},
                action.words);
            button.addEventListener('click', () => button.does(current));
            return button;
          },
          (button, action) => {
            button.does = action.does;
            button.setAttribute('aria-label', `${action.words} ${action.label ?? ''}`.trim());
          });
    };
    return {node, show};
  };
}
