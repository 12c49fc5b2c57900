// `node -r test/support/register-typescript.js some.ts`: runs the sources as they stand, so that a test can spawn (and kill)
// real processes in a fresh clone, before any build.
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const Module = require('node:module');
const { transformSync, version } = require('@swc/core');
// Nobody reads a source map here.
const options = { ...require('./swc-options'), sourceMaps: false };

// Each process that a test starts would compile a thousand files anew.
const CACHE = join(__dirname, '../../node_modules/.cache/cabstand-compiled');
mkdirSync(CACHE, { recursive: true });
const SEED = `${version} ${JSON.stringify(options)}`;

Module._extensions['.ts'] = (module, filename) => module._compile(compiled(filename), filename);

function compiled(filename) {
  const source = readFileSync(filename, 'utf8');
  const kept = join(CACHE, `${createHash('sha256').update(SEED).update(source).digest('hex')}.js`);
  try {
    return readFileSync(kept, 'utf8');
  } catch {
    const { code } = transformSync(source, { ...options, filename });
    // Another process may be reading it.
    const draft = `${kept}.${process.pid}`;
    writeFileSync(draft, code);
    renameSync(draft, kept);
    return code;
  }
}
