/**
 * Whether two ways of writing a name may be the same person's: the words of the shorter are found in the longer, in any order,
 * an initial or a masked word (`R***`) standing for what begins so. Of a name of several words at least two must be found. It says
 * what does not speak against it, and no more: the number is what ties a document to its subject.
 */
export function maybeSameName(held: string, known: string): boolean {
  const [a, b] = [wordsOf(held), wordsOf(known)];
  const [shorter, longer] = a.length <= b.length ? [a, b] : [b, a];
  if (shorter.length === 0 || shorter.length < Math.min(2, b.length)) return false;
  return found(shorter, longer);
}

const TITLES: ReadonlySet<string> = new Set(['mr', 'mrs', 'ms', 'shri', 'sri', 'smt', 'dr']);
/** So that no name, however long, has too many ways to be tried. */
const MOST_WORDS = 7;

function wordsOf(name: string): string[] {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}*]+/u)
    .filter((word) => word !== '' && !TITLES.has(word))
    .slice(0, MOST_WORDS);
}

/** Each word finds one of its own; which one it takes can matter, so each way is tried. Names have few words. */
function found([word, ...rest]: readonly string[], among: readonly string[]): boolean {
  if (word === undefined) return true;
  return among.some((other, at) => fits(word, other) && found(rest, among.toSpliced(at, 1)));
}

function fits(a: string, b: string): boolean {
  if (a === b) return true;
  const [x, y] = [shown(a), shown(b)];
  if (x === a && y === b) return (x.length === 1 || y.length === 1) && x[0] === y[0];
  return x.startsWith(y) || y.startsWith(x);
}

/** What stands before the first asterisk. */
function shown(word: string): string {
  return word.split('*')[0]!;
}
