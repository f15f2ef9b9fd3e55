/** @param {string} text @returns {Promise<boolean>} whether it worked */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Refused without focus or by policy: the text stays on display, to be selected by hand.
    return false;
  }
}
