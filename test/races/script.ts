import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';
import { setting } from './setting';
import { STAGE_SETTINGS } from './theatre';
import { answerText } from './linearization';
import type { Unexplained } from './stories';

/** What the campaign found, as a program that needs nothing but Node and a service, or one that is built: it logs in, sets up and replays. */
export function scriptOf(found: Unexplained, how: string): string {
  const story = {
    found: found.message,
    setting: setting(),
    moments: found.story.map(({ steps, answers, seen }) => ({
      steps,
      answered: answers.map((answered) => answered && answerText(answered)),
      seen,
    })),
    names: found.names,
    allowed: found.allowed,
    why: found.why,
  };
  return [
    '#!/usr/bin/env node',
    ...`Found by the race campaign (${how}).\n${found.message}\n${USAGE}`
      .split('\n')
      .map((line) => `// ${line}`.trimEnd()),
    `const STORY = ${JSON.stringify(story, null, 2)};`,
    `const SETTINGS = ${JSON.stringify(STAGE_SETTINGS)};`,
    ...['player.ts', 'eyes.ts', 'invariants.ts', 'replay-story.ts'].map(plain),
    'process.exit(await replayStory(STORY, SETTINGS, process.argv.slice(2)));',
    '',
  ].join('\n');
}

const USAGE = `
  node THIS.mjs [--tries 20] [--checkout .]       starts the service that is built in that checkout, on a database of its own
  node THIS.mjs --url U --sms U --token T --admin +91…   plays on one that runs with CLOCK=stepped and the SMS simulator
                [--database U]                    and looks into that one's database too, with the checkout's driver

Ends with 1 where it comes about again; with 0 where it does not, in all tries that came as far as it had; and with 2 where it
cannot be played, or no try came as far: earlier moments may end otherwise too, and what may follow then is another story.
`;

/** The file as the script holds it: without types, and without what binds it to other files. */
function plain(file: string): string {
  const source = readFileSync(join(__dirname, file), 'utf8');
  const { code } = transformSync(source, {
    filename: file,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022', preserveAllComments: true },
    module: { type: 'es6' },
    isModule: true,
  });
  return code
    .replace(/^import [^;]*from '\.[^;]*;$/gm, '')
    .replace(/^export (?=async|class|function|const)/gm, '')
    .replace(/^export \{[^}]*\};?$/gm, '');
}
