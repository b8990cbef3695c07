// What importing this library adds to importing the modules of aws-cdk-lib that it uses: medians of alternating processes, from the packed
// tarball; by the clock, and in time of the CPU, which other processes disturb less. By hand, on a quiet machine, after `npx projen package:js`: node bench/import-time.mjs [runs]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const runs = Number(process.argv[2] ?? 21);
const { name, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const tarball = resolve('dist/js', readdirSync('dist/js').find((file) => file.endsWith('.tgz')));
const app = mkdtempSync(join(tmpdir(), 'import-time-'));
try {
  writeFileSync(join(app, 'package.json'), '{ "private": true }');
  const versions = ['aws-cdk-lib', 'constructs'].map((dependency) => `${dependency}@${devDependencies[dependency]}`);
  execFileSync('npm', ['install', '--silent', '--no-audit', '--no-fund', tarball, ...versions], { cwd: app });

  const folder = join(app, 'node_modules', name, 'lib');
  const files = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.js')).map((file) => readFileSync(join(folder, file), 'utf8'));
  const used = [...new Set(files.flatMap((text) => [...text.matchAll(/require\("((?:aws-cdk-lib|constructs)[^"]*)"\)/g)].map(([, module]) => module)))].sort();
  const modules = { 'what it uses': used, 'and the library': [...used, name] };
  const times = Object.fromEntries(Object.keys(modules).map((what) => [what, []]));
  for (let run = -1; run < runs; run++) { // the first one warms the file system's cache
    for (const [what, list] of Object.entries(modules)) {
      const measured = milliseconds(list);
      if (run >= 0) {
        times[what].push(measured);
      }
    }
  }
  console.log(`${used.length} modules of aws-cdk-lib and constructs, ${files.length} files of ${name}, Node.js ${process.version}, ${runs} runs each`);
  ['clock', 'CPU'].forEach((kind, index) => {
    const medians = Object.entries(times).map(([what, list]) => [what, median(list.map((both) => both[index]))]);
    const [before, after] = medians.map(([, value]) => value);
    console.log(`${kind}: ${medians.map(([what, value]) => `${what} ${value.toFixed(1)} ms`).join(', ')}; the library adds ${(after - before).toFixed(1)} ms`);
  });
} finally {
  rmSync(app, { recursive: true, force: true });
}

/** How long a new process takes to import modules, without its own start: by the clock, and of the CPU. */
function milliseconds(modules) {
  const script = `
    const begin = performance.now();
    const cpu = process.cpuUsage();
    ${modules.map((module) => `require('${module}');`).join('\n')}
    const time = performance.now() - begin;
    const { user, system } = process.cpuUsage(cpu);
    console.log(JSON.stringify([time, (user + system) / 1000]));
  `;
  return JSON.parse(execFileSync('node', ['-e', script], { cwd: app, encoding: 'utf8' }));
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}
