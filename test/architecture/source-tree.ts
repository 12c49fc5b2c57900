import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const PROJECT = join(__dirname, '../..');

/** Sources by their path from the project's root. */
export type SourceTree = Readonly<Record<string, string>>;

/** The TypeScript below the folders, as it stands. */
export function readSources(...folders: string[]): SourceTree {
  const tree: Record<string, string> = {};
  for (const folder of folders) {
    for (const entry of readdirSync(join(PROJECT, folder), { recursive: true, encoding: 'utf8' })) {
      if (entry.endsWith('.ts')) tree[join(folder, entry)] = readFileSync(join(PROJECT, folder, entry), 'utf8');
    }
  }
  return tree;
}

/** Does something with a tree that really stands on the disk, in a folder of its own. */
export async function withTree<T>(tree: SourceTree, use: (directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'cabstand-architecture-'));
  try {
    for (const [path, content] of Object.entries(tree)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), content);
    }
    return await use(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The context that a path belongs to, or undefined. */
export function contextOf(path: string): string | undefined {
  return /^src\/contexts\/([^/]+)\//.exec(path)?.[1];
}
