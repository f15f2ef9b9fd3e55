// npm test: every check of the extension, with what each counted. Whole outputs go to artifacts/tests.

import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';

const outputs = new URL('../../artifacts/tests/', import.meta.url);
mkdirSync(outputs, { recursive: true });

let failed = 0;
for (const part of ['check', 'lint', 'unit', 'view']) {
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', part], { encoding: 'utf8', shell: process.platform === 'win32', maxBuffer: 1 << 28 });
  writeFileSync(new URL(`npm-${part}.log`, outputs), stdout + stderr);
  const counts = [...stdout.matchAll(/^(?:# |ℹ )((?:tests|pass|fail|skipped) \d+)$/gm)].map((match) => match[1]).join(', ');
  const said = counts || stdout.trim().split('\n').at(-1) || 'no errors';
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${part.padEnd(6)} ${said}`);
  if (status === 0) continue;
  failed++;
  const lines = stdout.split('\n');
  const blocks = lines.flatMap((line, index) => (/^ *not ok /.test(line) ? lines.slice(index, index + 30) : []));
  console.log((blocks.length > 0 ? blocks : [...lines.slice(-60), stderr]).join('\n'));
}
process.exitCode = failed === 0 ? 0 : 1;
