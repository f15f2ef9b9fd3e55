// Every screen in both themes: a picture under artifacts/screens, and what every page must keep.

import { after, before, describe, test } from 'node:test';

import { inspect } from '../kit/inspect.js';
import { Lab } from '../kit/picker.js';
import { screens } from '../kit/screens.js';

describe('every screen', { concurrency: 4 }, () => {
  let lab;
  before(async () => { lab = await Lab.start(); });
  after(() => lab?.stop());

  for (const [name, { scenario, steps, look }] of Object.entries(screens)) {
    test(`Screen_${name}_IsSound`, async () => {
      const page = await lab.open(scenario, look);
      try {
        for (const each of steps) await each(page);
        for (const theme of ['light', 'dark']) {
          await page.emulateMedia({ colorScheme: theme });
          await inspect(page, `${name}-${theme}`, theme === 'dark');
        }
      } finally {
        await page.close();
      }
    });
  }
});
