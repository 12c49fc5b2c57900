import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crowdedUseCases, nondescriptPlaces, openModules, persistenceInDomain } from '../architecture/context-code';
import { PROJECT, readSources, type SourceTree } from '../architecture/source-tree';

const EXAMPLES = 'examples';

/** Where a file of the example would stand as a part of the service. */
function placed(path: string): string {
  return path
    .replace(/^examples\/migrations\//, 'migrations/')
    .replace(/^examples\/intruders\//, 'test/intruders/fixtures/')
    .replace(/^examples\//, 'src/contexts/');
}

/** A file as it would read there: only what its imports go through is another. */
function asPlaced(text: string): string {
  return text
    .replaceAll("'../../../src/contexts/", "'../../")
    .replace(/'((?:\.\.\/)+)src\//g, "'$1")
    .replaceAll("'../../migrations/", "'./")
    .replaceAll("'../../test/intruders/", "'../");
}

const example: SourceTree = Object.fromEntries(
  Object.entries(readSources(EXAMPLES)).map(([path, text]) => [placed(path), asPlaced(text)]),
);

/** The page's blocks of TypeScript that name a file in their first line. */
const shown = Object.fromEntries(
  [...readFileSync(join(PROJECT, 'CONTRIBUTING.md'), 'utf8').matchAll(/^```ts\n\/\/ (\S+\.ts)\n([^]*?)^```$/gm)].map(
    ([, path, text]) => [path!, text!],
  ),
);

describe('CONTRIBUTING.md', () => {
  it('shows the example as it is compiled; if not, paste it anew', () => {
    expect(Object.keys(shown).sort()).toEqual(Object.keys(example).sort());
    expect(shown).toEqual(example);
  });

  it('shows what keeps to the rules of the service', () => {
    const contexts = Object.fromEntries(Object.entries(example).filter(([path]) => path.startsWith('src/')));
    expect(Object.keys(contexts).length).toBeGreaterThan(10);
    expect(persistenceInDomain(contexts)).toEqual([]);
    expect(openModules(contexts)).toEqual([]);
    expect(crowdedUseCases(contexts)).toEqual([]);
    expect(nondescriptPlaces(Object.keys(contexts))).toEqual([]);
  });
});
