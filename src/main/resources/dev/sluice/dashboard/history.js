/** The last 15 minutes, as samples of some seconds each: what the charts draw. */

const MINUTE = 60 * 1000;

/** What is shown, and the minute before it, of which the first sums are made. */
export const SHOWN = 15 * MINUTE;
const KEPT = SHOWN + MINUTE;

export class History {
  #samples = [];

  /** How far samples are apart, in seconds. */
  step = 5;

  /** Adds samples; one that is there already is replaced, and what is too old goes. */
  add(samples) {
    const byTime = new Map(this.#samples.map((sample) => [sample.time, sample]));
    for (const sample of samples) {
      const time = Date.parse(sample.at);
      if (!Number.isNaN(time)) byTime.set(time, {time, teams: sample.teams ?? {}});
    }
    const all = [...byTime.values()].sort((a, b) => a.time - b.time);
    const last = all.length ? all[all.length - 1].time : 0;
    this.#samples = all.filter((sample) => sample.time > last - KEPT);
  }

  clear() {
    this.#samples = [];
  }

  /** The moments of the samples that are shown, epoch milliseconds. */
  times() {
    return this.#samples.slice(this.#first()).map((sample) => sample.time);
  }

  /**
   * Each team's requests sent in the minute before each sample: team to numbers. Where a full
   * history does not reach back a minute, what is known of that minute stands for the whole of it.
   */
  sentInMinute() {
    const full = this.#span() > SHOWN - MINUTE;
    const wanted = MINUTE / 1000 / this.step;
    return this.#each((team, i) => {
      let sum = 0;
      let j = i;
      for (; j >= 0 && this.#samples[j].time > this.#samples[i].time - MINUTE; j--) {
        sum += this.#samples[j].teams[team]?.sent ?? 0;
      }
      return full && j < 0 ? (sum * wanted) / Math.min(wanted, i + 1) : sum;
    });
  }

  /** Each team's slots at each sample, of one budget or (null) of all. */
  slots(budget) {
    return this.#each((team, i) => {
      const slots = this.#samples[i].teams[team]?.slots ?? {};
      return budget === null
        ? Object.values(slots).reduce((sum, one) => sum + one, 0)
        : (slots[budget] ?? 0);
    });
  }

  /** How far the samples reach, in ms. */
  #span() {
    return this.#samples.length ? this.#samples[this.#samples.length - 1].time - this.#samples[0].time : 0;
  }

  #first() {
    const last = this.#samples.length ? this.#samples[this.#samples.length - 1].time : 0;
    return Math.max(0, this.#samples.findIndex((sample) => sample.time > last - SHOWN));
  }

  #each(value) {
    const teams = new Set(this.#samples.flatMap((sample) => Object.keys(sample.teams)));
    const first = this.#first();
    const found = new Map();
    for (const team of [...teams].sort()) {
      found.set(team, this.#samples.slice(first).map((_, i) => value(team, first + i)));
    }
    return found;
  }
}

export const OTHERS = 'all others';

const total = (values) => values.reduce((sum, value) => sum + value, 0);

/**
 * The teams that use most of several things taken together, by name.
 *
 * @param all maps of team to numbers
 * @param most how many at most
 */
export function largest(all, most) {
  const parts = new Map();
  for (const series of all) {
    const whole = total([...series.values()].map(total));
    for (const [team, values] of series) {
      if (whole) parts.set(team, (parts.get(team) ?? 0) + total(values) / whole);
    }
  }
  return [...parts.entries()].filter(([, part]) => part > 0)
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .slice(0, most).map(([team]) => team).sort();
}

/** Series of these teams, without those that used nothing, and one more for the rest if it used any. */
export function areas(series, teams) {
  const used = [...series.entries()].filter(([, values]) => values.some((value) => value > 0));
  const shown = used.filter(([team]) => teams.includes(team)).map(([team, values]) => ({team, values}));
  const rest = used.filter(([team]) => !teams.includes(team)).map(([, values]) => values);
  if (rest.length) shown.push({team: OTHERS, values: rest[0].map((_, i) => total(rest.map((values) => values[i])))});
  return shown;
}

/** Gives each shown team one of some colours, and lets it keep that for as long as it is shown. */
export class Colours {
  #given = new Map();

  constructor(number) {
    this.number = number;
  }

  /** @returns {Map<string, number>} team to the colour's number, from 0 */
  give(teams) {
    for (const team of this.#given.keys()) {
      if (!teams.includes(team)) this.#given.delete(team);
    }
    for (const team of teams) {
      if (this.#given.has(team)) continue;
      const taken = new Set(this.#given.values());
      let free = 0;
      while (taken.has(free) && free < this.number - 1) free++;
      this.#given.set(team, free);
    }
    return new Map(this.#given);
  }
}
