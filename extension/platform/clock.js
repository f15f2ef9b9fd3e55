// Time, to be read and to be waited for.

/** @typedef {{ cancel: () => void }} Timer */
/** @typedef {{ now: () => { wall: number, steady: number }, after: (ms: number, run: () => void) => Timer }} Clock */

/** @type {Clock} */
export const systemClock = {
  now: () => ({ wall: Date.now(), steady: performance.now() }),
  after: (ms, run) => {
    const handle = setTimeout(run, ms);
    return { cancel: () => clearTimeout(handle) };
  },
};
