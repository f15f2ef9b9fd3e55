// A real Chromium without the network.

import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--font-render-hinting=none'];

/** Where Debian, or CHROMIUM, has it; else the one Playwright knows. */
export const executablePath = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => path && existsSync(path));

export function launch() {
  return chromium.launch({ executablePath, headless: true, args: flags });
}
