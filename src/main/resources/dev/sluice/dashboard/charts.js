/** Stacked areas of the teams' use, with the limits as lines. Chart.js draws; this says what. */

import {byId, el, follow, say} from './dom.js';
import {amount, count, minute} from './format.js';
import {SHOWN} from './history.js';

/** How many teams have a colour of their own; style names as many. */
export const SERIES = 7;

function style(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

export function colourOf(number) {
  return style(number >= SERIES ? '--series-rest' : `--series-${number + 1}`);
}

/**
 * Writes each area's number into it, at the right edge, and each line's name beside it: they are
 * told apart without their colours, too.
 */
const numbered = {
  id: 'numbered',
  afterDatasetsDraw(chart) {
    const {ctx} = chart;
    ctx.save();
    ctx.font = '600 11px system-ui, sans-serif';
    ctx.textAlign = 'right';
    ctx.textBaseline = 'middle';
    ctx.fillStyle = style('--on-series');
    let below = chart.scales.y.getPixelForValue(0);
    chart.data.datasets.filter((set) => set.number).forEach((set, i) => {
      const points = chart.getDatasetMeta(i).data;
      const end = points[points.length - 1];
      if (!end) return;
      if (below - end.y >= 13) ctx.fillText(set.number, end.x - 5, (below + end.y) / 2);
      below = end.y;
    });
    ctx.textAlign = 'left';
    chart.data.datasets.forEach((set, i) => {
      const [start] = chart.getDatasetMeta(i).data;
      if (set.number || !start) return;
      const y = start.y < chart.chartArea.top + 14 ? start.y + 9 : start.y - 8;
      const {width} = ctx.measureText(set.label);
      ctx.fillStyle = style('--surface');
      ctx.fillRect(start.x + 3, y - 7, width + 6, 14);
      ctx.fillStyle = set.borderColor;
      ctx.fillText(set.label, start.x + 6, y);
    });
    ctx.restore();
  },
};

/**
 * @param id the element that holds it
 * @param unit what the numbers count
 * @param chosen told the team whose legend entry is pressed
 */
export function stacked(id, {title, unit, chosen}) {
  const canvas = el('canvas', {role: 'img'});
  const note = el('p', {class: 'note'});
  const legend = el('ul', {class: 'legend'});
  const rows = el('tbody');
  const heads = el('tr');
  byId(id).replaceChildren(
      el('h3', {}, title),
      el('div', {class: 'canvas'}, canvas),
      note,
      legend,
      el('details', {}, el('summary', {}, 'As a table'),
          el('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': `${title}, as a table`},
              el('table', {class: 'plain'}, el('caption', {class: 'unseen'}, title), el('thead', {}, heads), rows))));

  const chart = new Chart(canvas, {
    type: 'line',
    data: {datasets: []},
    plugins: [numbered],
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      parsing: false,
      normalized: true,
      interaction: {mode: 'index', intersect: false},
      elements: {point: {radius: 0, hoverRadius: 3}, line: {tension: 0}},
      scales: {
        x: {type: 'linear', grid: {display: false}, ticks: {maxRotation: 0, callback: minute}},
        y: {stacked: true, beginAtZero: true, border: {display: false}, ticks: {precision: 0, maxTicksLimit: 8, callback: count}},
      },
      plugins: {
        legend: {display: false},
        tooltip: {
          itemSort: (a, b) => b.datasetIndex - a.datasetIndex,
          callbacks: {
            title: (items) => (items.length ? minute(items[0].parsed.x) : ''),
            label: (item) => ` ${item.dataset.label}: ${count(item.parsed.y)}`,
          },
        },
      },
    },
  });

  /**
   * @param times of the samples
   * @param series `{team, values, colour}`, the lowest first
   * @param lines `{label, value, kind}`: limit, guarantee or ceiling; `told: true` is not drawn
   * @param team the chosen one, or null
   */
  function show(times, series, lines, team) {
    const peak = times.reduce((most, _, i) =>
      Math.max(most, series.reduce((sum, one) => sum + one.values[i], 0)), 0);
    const drawn = lines.filter((line) => line.value && !line.told && line.value <= Math.max(20 * peak, 10));
    const last = times.length ? times[times.length - 1] : Date.now();
    const top = Math.max(peak, ...drawn.map((line) => line.value), 1);
    paint(times, series, drawn, last, top);
    describe(series, lines, drawn, peak);
    const entries = series.map((one, i) => ({...one, number: i + 1, now: one.values[one.values.length - 1] ?? 0}));
    legends(entries.reverse(), team);
    tabulate(times, series);
  }

  function paint(times, series, drawn, last, top) {
    const surface = style('--surface');
    const areas = series.map((one, i) => ({
      label: one.team,
      number: String(i + 1),
      data: times.map((x, j) => ({x, y: one.values[j]})),
      fill: i === 0 ? 'origin' : '-1',
      backgroundColor: colourOf(one.colour),
      borderColor: surface,
      borderWidth: 1.5,
      stack: 'use',
    }));
    const limits = drawn.map((line) => ({
      label: line.label,
      data: [{x: last - SHOWN, y: line.value}, {x: last, y: line.value}],
      fill: false,
      borderColor: style(line.kind === 'guarantee' ? '--ok' : '--limit'),
      borderDash: line.kind === 'guarantee' ? [2, 4] : [8, 4],
      borderWidth: 2,
      pointHitRadius: 0,
      stack: line.label,
    }));
    chart.data.datasets = [...areas, ...limits];
    const {x, y} = chart.options.scales;
    x.min = last - SHOWN;
    x.max = last;
    x.ticks.stepSize = 3 * 60 * 1000;
    y.max = top * 1.12;
    for (const axis of [x, y]) {
      axis.ticks.color = style('--muted');
      axis.grid.color = style('--line');
    }
    y.afterBuildTicks = (axis) => { axis.ticks = axis.ticks.filter(({value}) => value <= top); };
    x.afterBuildTicks = (axis) => { axis.ticks = wholeMinutes(axis.min, axis.max); };
    chart.update('none');
  }

  function describe(series, lines, drawn, peak) {
    const told = lines.filter((line) => line.value).map((line) => {
      const away = drawn.includes(line) || line.told ? '' : ', above the chart';
      return `${line.label} ${count(line.value)}${away}`;
    });
    say(note, [`Peak ${count(peak)} ${unit}`, ...told].join(' · '));
    canvas.setAttribute('aria-label',
        `${title}: ${note.textContent}. Teams: ${series.map((one) => one.team).join(', ') || 'none'}. The numbers are in the table below.`);
  }

  function legends(entries, team) {
    follow(legend, entries, (entry) => entry.team,
        (entry) => {
          const button = el('button', {type: 'button', class: 'key'},
              el('span', {class: 'swatch', 'aria-hidden': 'true'}),
              el('span', {class: 'name'}, entry.team), el('span', {class: 'now'}));
          button.addEventListener('click', () => chosen(entry.team));
          return el('li', {}, button);
        },
        (item, entry) => {
          const button = item.firstChild;
          const [swatch, , now] = button.children;
          swatch.style.background = colourOf(entry.colour);
          say(swatch, entry.number);
          say(now, amount(entry.now));
          button.setAttribute('aria-pressed', String(entry.team === team));
          button.setAttribute('aria-label', `${entry.team}: ${amount(entry.now)} ${unit} now`);
        });
  }

  function tabulate(times, series) {
    const columns = ['Time', ...series.map((one) => one.team), 'Together'];
    heads.replaceChildren(...columns.map((words) => el('th', {scope: 'col'}, words)));
    const minutes = times.map((time, i) => ({time, i}))
        .filter(({time}, i) => i === times.length - 1 || minute(time) !== minute(times[i + 1]));
    rows.replaceChildren(...minutes.reverse().map(({time, i}) => el('tr', {},
        el('th', {scope: 'row'}, minute(time)),
        ...series.map((one) => el('td', {}, count(one.values[i]))),
        el('td', {}, count(series.reduce((sum, one) => sum + one.values[i], 0))))));
  }

  return {show};
}

function wholeMinutes(min, max) {
  const step = 3 * 60 * 1000;
  const ticks = [];
  for (let at = Math.ceil(min / step) * step; at <= max; at += step) ticks.push({value: at});
  return ticks;
}
