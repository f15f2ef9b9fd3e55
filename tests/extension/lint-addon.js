// Mozilla's linter on the extension as it ships. No error, no warning.

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

function lint() {
  const run = [here('node_modules/addons-linter/bin/addons-linter'), '--output', 'json', here('../../extension')];
  try {
    return JSON.parse(execFileSync(process.execPath, run, { encoding: 'utf8', maxBuffer: 1 << 26 }));
  } catch (error) {
    // It exits with 1 when it found errors, and has written them.
    if (error.stdout) return JSON.parse(error.stdout);
    throw error;
  }
}

const result = lint();
for (const { type, code, message, file, line } of [...result.errors, ...result.warnings, ...result.notices]) console.log(`${type} ${code} ${file ?? ''}:${line ?? ''} ${message}`);
const { errors, warnings, notices } = result.summary;
console.log(`addons-linter: ${errors} errors, ${warnings} warnings, ${notices} notices`);
process.exitCode = errors + warnings === 0 ? 0 : 1;
