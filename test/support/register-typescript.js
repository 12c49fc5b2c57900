// `node -r test/support/register-typescript.js some.ts`: runs the sources as they stand, so that a test can spawn (and kill)
// real processes in a fresh clone, before any build.
const { transformFileSync } = require('@swc/core');
const Module = require('node:module');
const options = require('./swc-options');

Module._extensions['.ts'] = (module, filename) => module._compile(transformFileSync(filename, options).code, filename);
