import { open } from 'node:fs/promises';

/**
 * That files were made in it or renamed into it must survive a power cut, as what is in them does. Windows cannot open a folder
 * and needs no such flush.
 */
export async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
