// From a description of the page to the page. Elements are kept where they can be, so that focus, hover and selection stay;
// texts are only ever set as texts.

/** @typedef {string | boolean | null | undefined} Attribute */
/** @typedef {{ tag: string, key: string | null, attributes: Readonly<Record<string, Attribute>>, children: readonly (Node | string)[] }} Node */
/** @typedef {Node | string | null | false | undefined} Child */

const svg = 'http://www.w3.org/2000/svg';
const svgTags = new Set(['svg', 'path', 'circle', 'rect', 'g']);

/** What is in each element now. @type {WeakMap<Element, Node>} */
const painted = new WeakMap();

/**
 * @param {string} tag
 * @param {Readonly<Record<string, Attribute>>} [attributes] `key` tells siblings apart; `value` and `checked` are set when they change
 * @param {...(Child | readonly Child[])} children
 * @returns {Node}
 */
export function h(tag, attributes = {}, ...children) {
  const { key, ...rest } = attributes;
  const present = children.flat().filter((child) => child !== null && child !== undefined && child !== false);
  return { tag, key: typeof key === 'string' ? key : null, attributes: rest, children: /** @type {(Node | string)[]} */ (present) };
}

/** @param {Element} parent @param {readonly (Node | string)[]} children */
export function paint(parent, children) {
  const left = new Set(parent.childNodes);
  /** @type {ChildNode | null} */
  let at = parent.firstChild;
  for (const child of children) {
    const found = find(left, child, at) ?? create(child);
    left.delete(found);
    if (found === at) at = at.nextSibling;
    else {
      // What stands in the way goes, where nothing wants it, so that what follows need not be moved.
      while (at !== null && left.has(at) && !isWanted(at, children)) {
        const next = at.nextSibling;
        left.delete(at);
        at.remove();
        at = next;
      }
      if (found === at) at = at.nextSibling;
      else parent.insertBefore(found, at);
    }
    if (typeof child === 'string') setText(found, child);
    else fill(/** @type {Element} */ (found), child);
  }
  for (const each of left) each.remove();
}

/** @param {Set<ChildNode>} left @param {Node | string} child @param {ChildNode | null} at @returns {ChildNode | null} */
function find(left, child, at) {
  if (at !== null && left.has(at) && fits(at, child)) return at;
  if (typeof child === 'string' || child.key === null) return null;
  for (const each of left) if (fits(each, child)) return each;
  return null;
}

/** @param {ChildNode} existing @param {Node | string} child */
function fits(existing, child) {
  if (typeof child === 'string') return existing.nodeType === 3;
  const node = painted.get(/** @type {Element} */ (existing));
  return node !== undefined && node.tag === child.tag && node.key === child.key;
}

/** @param {ChildNode} existing @param {readonly (Node | string)[]} children */
function isWanted(existing, children) {
  const node = painted.get(/** @type {Element} */ (existing));
  return node !== undefined && node.key !== null && children.some((child) => fits(existing, child));
}

/** @param {Node | string} child @returns {ChildNode} */
function create(child) {
  if (typeof child === 'string') return document.createTextNode(child);
  const element = svgTags.has(child.tag) ? document.createElementNS(svg, child.tag) : document.createElement(child.tag);
  painted.set(element, { tag: child.tag, key: child.key, attributes: {}, children: [] });
  return element;
}

/** @param {ChildNode} node @param {string} value */
function setText(node, value) {
  if (node.textContent !== value) node.textContent = value;
}

/** @param {Element} element @param {Node} node */
function fill(element, node) {
  const before = painted.get(element)?.attributes ?? {};
  for (const each of Object.keys(before)) if (!(each in node.attributes)) setAttribute(element, each, null);
  for (const [each, value] of Object.entries(node.attributes)) if (before[each] !== value) setAttribute(element, each, value);
  painted.set(element, node);
  paint(element, node.children);
}

/** @param {Element} element @param {string} attribute @param {Attribute} value */
function setAttribute(element, attribute, value) {
  if (attribute === 'value' && element instanceof HTMLInputElement) element.value = String(value ?? '');
  else if (attribute === 'checked' && element instanceof HTMLInputElement) element.checked = value === true;
  else if (value === null || value === undefined || value === false) element.removeAttribute(attribute);
  else element.setAttribute(attribute, value === true ? '' : value);
}
