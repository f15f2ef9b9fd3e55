// Which rows are in hand: under a pointer that was moved there, or with the focus. They must not be moved away.

/** @typedef {{ keys: () => string[], release: () => void }} Hold */

/**
 * @param {HTMLElement} root
 * @param {() => void} changed
 * @returns {Hold}
 */
export function watchHold(root, changed) {
  /** @type {string | null} */
  let pointed = null;
  let at = '';

  /** @param {string | null} key */
  const point = (key) => {
    if (pointed === key) return;
    pointed = key;
    changed();
  };

  root.addEventListener('pointermove', (event) => {
    // A list that grows under a resting pointer makes a move of its own, without any distance.
    const here = `${event.screenX},${event.screenY}`;
    if (here === at) return;
    at = here;
    point(keyAt(event.target));
  });
  root.addEventListener('pointerleave', () => point(null));
  root.addEventListener('focusin', changed);
  root.addEventListener('focusout', changed);

  return {
    keys: () => [pointed, keyAt(document.activeElement)].filter((key) => key !== null),
    release: () => { pointed = null; },
  };
}

/** @param {EventTarget | null} target @returns {string | null} the key of the row it is in */
export function keyAt(target) {
  const row = target instanceof Element ? target.closest('[data-testid="row"]') : null;
  return row?.getAttribute('data-key') ?? null;
}
