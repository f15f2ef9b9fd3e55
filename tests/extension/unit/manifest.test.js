import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, test } from 'node:test';

const extension = new URL('../../../extension/', import.meta.url);
const read = (file) => readFileSync(new URL(file, extension), 'utf8');
const manifest = JSON.parse(read('manifest.json'));
const files = readdirSync(extension, { recursive: true });

describe('the manifest', () => {
  test('Permissions_Asked_AreTheTwoItNeeds', () => {
    assert.deepEqual(manifest.permissions, ['nativeMessaging', 'storage']);
    assert.ok(!['host_permissions', 'optional_host_permissions', 'optional_permissions', 'content_scripts', 'web_accessible_resources', 'externally_connectable'].some((key) => key in manifest));
  });

  test('Policy_OfItsPages_AllowsNothingInlineAndNothingFromOutside', () => {
    const policy = manifest.content_security_policy.extension_pages;
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe|https?:|\*|data:|blob:/);
  });

  test('Files_Named_AreThere', () => {
    const named = [...Object.values(manifest.icons), ...Object.values(manifest.action.default_icon), manifest.action.default_popup.split('?')[0], manifest.background.service_worker, ...manifest.background.scripts];
    assert.deepEqual(named.filter((file) => !existsSync(new URL(file, extension))), []);
  });

  test('Icons_Sizes_AreWhatTheManifestSays', () => {
    for (const [size, file] of Object.entries(manifest.icons)) {
      const png = readFileSync(new URL(file, extension));
      assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [Number(size), Number(size)]);
    }
  });
});

/** The scripts that a script imports, directly or not. */
function graph(script, found = new Set()) {
  if (found.has(script)) return found;
  found.add(script);
  const code = read(script).replace(/\/\*.*?\*\//gs, '');
  for (const [, path] of code.matchAll(/from '([^']+)'/g)) graph(new URL(path, `file:///${script}`).pathname.slice(1), found);
  return found;
}

describe('the pages', () => {
  test('Picker_Preloads_ExactlyTheModulesItNeeds', () => {
    const preloaded = [...read('picker/picker.html').matchAll(/modulepreload" href="([^"]+)"/g)].map(([, path]) => new URL(path, 'file:///picker/picker.html').pathname.slice(1));
    assert.deepEqual(preloaded.sort(), [...graph('picker/picker.js')].filter((script) => script !== 'picker/picker.js').sort());
  });

  test('Html_Inline_HasNoScriptStyleOrHandler', () => {
    for (const file of files.filter((each) => each.endsWith('.html'))) assert.doesNotMatch(read(file), /\son\w+=|\sstyle=|<style|<script(?![^>]*\ssrc=)|javascript:/i, file);
  });

  test('Scripts_Anywhere_SetNoMarkup', () => {
    for (const file of files.filter((each) => each.endsWith('.js'))) assert.doesNotMatch(read(file), /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\b|new Function/, file);
  });
});
