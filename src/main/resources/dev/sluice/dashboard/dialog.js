/** Asks before something is changed, does it, and says in the same place what came of it. */

import {byId, el} from './dom.js';

let acted = () => {};

/** @param listener told after each change that succeeded */
export function whenActed(listener) {
  acted = listener;
}

/** Closes what is open, and forgets what it showed: a key, for instance. */
export function closeDialog() {
  const dialog = byId('dialog');
  if (dialog.open) dialog.close();
  dialog.replaceChildren();
}

/**
 * @param {string} title a question
 * @param {string} text what will happen
 * @param {string} verb the word on the button
 * @param {boolean} danger whether something is taken away
 * @param fields `{name, label, hint, type, value, required, options}` to be filled in; `long: true` for lines of text
 * @param does (values) => Promise; rejects with an Error whose message is for a person
 * @param done (answer) => what is shown after: a text or a node
 */
export function ask({title, text, verb, danger = false, fields = [], does, done}) {
  const dialog = byId('dialog');
  const problem = el('p', {class: 'problem', role: 'alert'});
  const confirm = el('button', {type: 'submit', class: danger ? 'danger' : 'primary'}, verb);
  const cancel = el('button', {type: 'button', on: {click: closeDialog}}, 'Cancel');
  const inputs = fields.map(field);
  const form = el('form', {autocomplete: 'off', novalidate: true},
      el('h2', {id: 'dialog-title'}, title),
      el('p', {id: 'dialog-text'}, text),
      inputs.length ? el('div', {class: 'fields'}, ...inputs.map(({node}) => node)) : null,
      problem,
      el('div', {class: 'buttons end'}, cancel, confirm));

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const lacking = inputs.find(({lacks}) => lacks());
    if (lacking) {
      problem.textContent = `${lacking.label} is needed.`;
      lacking.focus();
      return;
    }
    const unreadable = inputs.find(({unreadable}) => unreadable());
    if (unreadable) {
      problem.textContent = `${unreadable.label} is not a number.`;
      unreadable.focus();
      return;
    }
    // What is under way is not to be closed: its answer may be a key, which is shown this once.
    confirm.disabled = cancel.disabled = true;
    problem.textContent = '';
    try {
      const answer = await does(Object.fromEntries(inputs.map(({name, value}) => [name, value()])));
      acted();
      // A dialog that was closed meanwhile, by a sign-out for instance, shows nothing any more.
      if (form.isConnected) result(dialog, done(answer));
    } catch (failure) {
      confirm.disabled = cancel.disabled = false;
      problem.textContent = failure.message;
    }
  });

  dialog.replaceChildren(form);
  dialog.setAttribute('aria-labelledby', 'dialog-title');
  dialog.setAttribute('aria-describedby', 'dialog-text');
  dialog.oncancel = (event) => {
    if (cancel.disabled && form.isConnected) event.preventDefault();
  };
  dialog.onclose = () => dialog.replaceChildren();
  if (!dialog.open) dialog.showModal();
  (inputs[0] ?? {focus: () => cancel.focus()}).focus();
}

function result(dialog, shown) {
  const close = el('button', {type: 'button', class: 'primary', on: {click: closeDialog}}, 'Close');
  dialog.replaceChildren(
      el('h2', {id: 'dialog-title'}, 'Done'),
      typeof shown === 'string'
        ? el('p', {id: 'dialog-text', role: 'status'}, shown)
        : el('div', {id: 'dialog-text'}, shown),
      el('div', {class: 'buttons end'}, close));
  close.focus();
}

function field({name, label, hint, type = 'text', value = '', required = false, options, long = false}) {
  const id = `field-${name}`;
  const about = {
    id, name, required, autocomplete: 'off', spellcheck: 'false', 'aria-describedby': hint ? `${id}-hint` : null,
  };
  const input = options
    ? el('select', {id, name}, ...options.map((option) => el('option', {value: option}, option)))
    : long ? el('textarea', {...about, rows: 5}, value) : el('input', {...about, type, value});
  const node = el('div', {class: long ? 'field whole' : 'field'},
      el('label', {for: id}, label),
      input,
      hint ? el('small', {id: `${id}-hint`}, hint) : null);
  return {
    node, name, label,
    value: () => input.value.trim(),
    unreadable: () => input.validity.badInput,
    lacks: () => required && input.value.trim() === '',
    focus: () => input.focus(),
  };
}

/** A secret that is shown once, with a button that copies it. */
export function shownOnce(words, secret) {
  const code = el('output', {class: 'secret', id: 'secret', 'aria-label': 'The key', tabindex: '0'}, secret);
  const told = el('p', {class: 'told', role: 'status'});
  const copy = el('button', {type: 'button'}, 'Copy');
  copy.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(secret);
      told.textContent = 'Copied.';
    } catch {
      // Without a secure context there is no clipboard: what is selected can be copied by hand.
      getSelection().selectAllChildren(code);
      told.textContent = 'Selected: copy it with your keyboard.';
    }
  });
  return el('div', {class: 'once'}, el('p', {}, words), el('div', {class: 'row'}, code, copy), told);
}
