import { CommitUnansweredError } from '../transaction/commit';
import type { ObjectStore } from './object-store';
import { putThen } from './put-then';

const OBJECT = { key: 'documents/o/f.png', bytes: new Uint8Array(1), contentType: 'image/png' };

function store(): { objects: ObjectStore; held: Set<string> } {
  const held = new Set<string>();
  const objects = {
    put: (key: string) => Promise.resolve(void held.add(key)),
    delete: (key: string) => Promise.resolve(void held.delete(key)),
  } as unknown as ObjectStore;
  return { objects, held };
}

describe('putThen', () => {
  it('has the object there before the work, and leaves it', async () => {
    const { objects, held } = store();
    expect(await putThen(objects, OBJECT, () => Promise.resolve(held.has(OBJECT.key)))).toBe(true);
    expect(held.has(OBJECT.key)).toBe(true);
  });

  it('removes it where the work fails, and throws what it threw', async () => {
    const { objects, held } = store();
    const refusal = new Error('no room');
    await expect(putThen(objects, OBJECT, () => Promise.reject(refusal))).rejects.toBe(refusal);
    expect(held.size).toBe(0);
  });

  it('leaves it where nobody knows whether the work was saved', async () => {
    const { objects, held } = store();
    const unanswered = new CommitUnansweredError(new Error('Connection terminated unexpectedly'));
    await expect(putThen(objects, OBJECT, () => Promise.reject(unanswered))).rejects.toBe(unanswered);
    expect(held.has(OBJECT.key)).toBe(true);
  });
});
