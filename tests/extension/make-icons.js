// Draws the extension's PNG icons from their SVG source: npm run icons

import { readFileSync } from 'node:fs';
import { launch } from './kit/chromium.js';

const icons = new URL('../../extension/icons/', import.meta.url);
const source = readFileSync(new URL('icon.svg', icons), 'utf8');
const browser = await launch();
for (const size of [16, 32, 48, 128]) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>html,body{margin:0;background:transparent}svg{display:block;width:${size}px;height:${size}px}</style>${source}`);
  await page.screenshot({ path: new URL(`icon-${size}.png`, icons).pathname, omitBackground: true });
}
await browser.close();
