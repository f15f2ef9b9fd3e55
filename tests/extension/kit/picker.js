// The picker in a real page: the extension's own files over HTTP under its own CSP, with a fake browser API.

import { readFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import axe from 'axe-core';
import { launch } from './chromium.js';
import { messagesOf } from './messages.js';
import { shim } from './shim.js';

const extension = new URL('../../../extension/', import.meta.url);
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json' };
/** Served beside the extension, so that pages find it compiled in the cache: sent into each one it took longer than its whole inspection. */
export const axePath = '/axe.js';
const policy = JSON.parse(readFileSync(new URL('manifest.json', extension), 'utf8')).content_security_policy.extension_pages;

async function serve() {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://127.0.0.1');
    const path = pathname.slice(1);
    (pathname === axePath ? Promise.resolve(axe.source) : readFile(new URL(path, extension))).then(
      (body) => response.writeHead(200, { 'content-type': types[extname(path)] ?? 'application/octet-stream', 'content-security-policy': policy, 'cache-control': 'max-age=300' }).end(body),
      () => response.writeHead(404).end());
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** One browser and one server for a file of tests. */
export class Lab {
  static async start() {
    const lab = new Lab();
    [lab.browser, lab.server] = await Promise.all([launch(), serve()]);
    return lab;
  }

  /**
   * @param {object} scenario what the fake host does
   * @param {{ theme?: 'light' | 'dark', width?: number, height?: number, locale?: string, popup?: boolean }} [look] the rest goes to the browser's context
   */
  async open(scenario, { theme = 'light', width = 392, height = 580, locale = 'en', popup = true, ...more } = {}) {
    // One context for all pages: the second one finds the extension's files in the cache. A page that asks for more has its own.
    this.context ??= await this.browser.newContext({ reducedMotion: 'reduce' });
    const context = Object.keys(more).length === 0 ? this.context : await this.browser.newContext({ reducedMotion: 'reduce', ...more });
    const page = await context.newPage();
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: theme });
    page.faults = [];
    page.on('pageerror', (error) => page.faults.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && !message.location().url.endsWith('favicon.ico') && page.faults.push(message.text()));
    await page.addInitScript(shim, { messages: messagesOf(locale), locale, scenario });
    await page.goto(`http://127.0.0.1:${this.server.address().port}/picker/picker.html${popup ? '?popup' : ''}`);
    page.setDefaultTimeout(8000);
    return page;
  }

  async stop() {
    await this.browser?.close();
    this.server?.close();
  }
}
