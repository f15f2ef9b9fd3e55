// npm test: every check of the extension, with what each counted.

import { spawnSync } from 'node:child_process';

const parts = ['check', 'lint', 'unit', 'view'];
let failed = 0;
for (const part of parts) {
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', part], { encoding: 'utf8', shell: process.platform === 'win32', maxBuffer: 1 << 28 });
  const counts = [...stdout.matchAll(/^(?:# |ℹ )((?:tests|pass|fail|skipped) \d+)$/gm)].map((match) => match[1]).join(', ');
  const said = counts || stdout.trim().split('\n').at(-1) || 'no errors';
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${part.padEnd(6)} ${status === 0 ? said : ''}`);
  if (status === 0) continue;
  failed++;
  console.log(stdout, stderr);
}
process.exitCode = failed === 0 ? 0 : 1;
