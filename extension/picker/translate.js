// Text references to words, in the language of the messages (which may be another one than the browser's).

/** @import { Text, Value } from '../domain/text.js' */

/** @typedef {(text: Text) => string} Translate */

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

// First strong isolate, pop directional isolate: a name keeps its own direction inside a sentence.
const isolated = (/** @type {string} */ value) => `\u2068${value}\u2069`;

/** @template T @param {() => T} make @returns {() => T} */
function lazily(make) {
  /** @type {T | undefined} */
  let made;
  return () => made ??= make();
}

/**
 * @param {(key: string, values?: string[]) => string} message
 * @param {() => number} now milliseconds since 1970
 * @returns {Translate}
 */
export function translator(message, now) {
  const locale = message('locale') || 'en';
  // Made at their first use: each loads its language's data, and the first page needs none or one.
  const numbers = lazily(() => new Intl.NumberFormat(locale));
  const plural = lazily(() => new Intl.PluralRules(locale));
  const ago = lazily(() => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));

  /** @type {Translate} */
  const translate = ({ key, values }) => {
    const count = values[0];
    const words = values.map(valueOf);
    const one = typeof count === 'number' && message(`${key}_${plural().select(count)}`, words);
    return one || message(key, words) || `[${key}]`;
  };

  /** @param {Value} value @returns {string} */
  function valueOf(value) {
    if (typeof value === 'string') return value;
    if (typeof value === 'number') return numbers().format(value);
    if ('name' in value) return isolated(value.name);
    if ('day' in value) return dateOf(value.day, { day: 'numeric', month: 'long' });
    if ('moment' in value) return dateOf(value.moment, { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' });
    if ('ago' in value) return agoOf(value.ago);
    if ('span' in value) return spanOf(value.span);
    return translate(value);
  }

  /** The year is told only where it is another. @param {number} instant @param {Intl.DateTimeFormatOptions} parts */
  function dateOf(instant, parts) {
    const sameYear = new Date(instant).getFullYear() === new Date(now()).getFullYear();
    return new Intl.DateTimeFormat(locale, sameYear ? parts : { ...parts, year: 'numeric' }).format(instant);
  }

  /** @param {number} instant */
  function agoOf(instant) {
    const passed = instant - now();
    const size = Math.abs(passed);
    if (size < minute) return ago().format(Math.min(0, Math.round(passed / second)), 'second');
    if (size < hour) return ago().format(Math.round(passed / minute), 'minute');
    return size < day ? ago().format(Math.round(passed / hour), 'hour') : ago().format(Math.round(passed / day), 'day');
  }

  /** @param {number} span */
  function spanOf(span) {
    const unit = (/** @type {string} */ name, /** @type {number} */ value) => new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'long' }).format(value);
    if (span >= 2 * day) return unit('day', Math.round(span / day));
    return span >= 2 * hour ? unit('hour', Math.round(span / hour)) : unit('minute', Math.max(1, Math.round(span / minute)));
  }

  return translate;
}
