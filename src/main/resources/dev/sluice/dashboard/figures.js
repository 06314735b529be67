/** The cards on top of the first view: each budget, and what waits, ran and failed. */

import {el, follow, meter, say} from './dom.js';
import {amount, count, duration, many, percent} from './format.js';

export const budgetCards = el('div', {class: 'budgets'});
export const figures = el('dl', {class: 'figures'});

export function showBudgets(budgets) {
  follow(budgetCards, budgets, (one) => one.name, budgetCard, (card, one) => card.show(one));
}

function budgetCard({name}) {
  const minuteLine = gaugeLine(`${name}: requests in the window`);
  const slotLine = gaugeLine(`${name}: slots`);
  const rest = el('p', {class: 'note'});
  const card = el('section', {class: 'card budget', 'aria-label': `Budget ${name}`},
      el('div', {class: 'about'}, el('h3', {}, name), rest), minuteLine.node, slotLine.node);
  card.show = (one) => {
    const {used, limit, seconds, looks} = one.window;
    const counted = looks ? 'submits and looks' : 'submits';
    minuteLine.show(`${seconds === 60 ? 'This minute' : `Last ${duration(seconds)}`}, ${counted}`, used, limit, counted);
    slotLine.show('Slots', one.slots.inUse, one.slots.limit, 'slots');
    const unknown = one.teams.reduce((sum, share) => sum + share.unknown, 0);
    say(rest, [
      `${amount(one.tokens)} tokens now`,
      unknown ? `${many(unknown, 'slot')} held for unknown outcomes` : null,
      `to ${one.upstreams.join(', ')}`,
    ].filter(Boolean).join(' · '));
  };
  return card;
}

function gaugeLine(label) {
  const head = el('span', {class: 'label'});
  const figure = el('span', {class: 'figure'});
  const part = el('span', {class: 'part'});
  const gauge = meter(label);
  return {
    node: el('div', {class: 'line'}, head, el('span', {class: 'numbers'}, figure, part), gauge.node),
    show: (words, used, whole, unit) => {
      say(head, words);
      say(figure, count(used));
      say(part, `of ${count(whole)} · ${percent(used, whole)}`);
      gauge.show(used, whole, `${count(used)} of ${count(whole)} ${unit}`);
    },
  };
}

export function showFigures({teams: all, refusals: refused, tasks, deliveries: sent}) {
  const sum = (items, of) => items.reduce((total, one) => total + of(one), 0);
  const waiting = sum(all, (one) => one.waiting);
  const longest = Math.max(0, ...all.filter((one) => one.waiting).map((one) => one.longestWaitSeconds ?? 0));
  const rows = [
    ['Waiting', count(waiting), waiting ? `the longest ${duration(longest)}` : 'nobody waits', waiting ? 'warn' : ''],
    ['Deferred', count(sum(all, (one) => one.deferred)), 'for their turn', ''],
    ['Refused', count(sum(refused, (one) => one.count)), 'in 15 minutes', refused.length ? 'warn' : ''],
    ['Open tasks', count(tasks.open), `today ${count(tasks.success)} succeeded, ${count(tasks.failed)} failed`, ''],
    ['Webhooks given up', count(sum(sent, (one) => one.dead)), `${count(sum(sent, (one) => one.pending))} to be delivered`,
      sum(sent, (one) => one.dead) ? 'warn' : ''],
  ];
  follow(figures, rows, ([name]) => name,
      ([name]) => el('div', {class: 'card small'}, el('dt', {}, name), el('dd', {class: 'figure'}), el('dd', {class: 'part'})),
      (node, [, figure, part, tone]) => {
        say(node.children[1], figure);
        say(node.children[2], part);
        node.dataset.tone = tone;
      });
}
