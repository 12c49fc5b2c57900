import { Client } from 'pg';
import { closedLoop, type Level } from './measure';
import type { RecordedStatement } from './recording';

/**
 * The floor below any service: the same statements by bare `pg` with prepared statements, a connection a client.
 * @param tell the statements of the `turn`th time, for the client whose turn it is
 */
export async function replayBare(
  url: string,
  clients: number,
  count: number,
  tell: (turn: number, client: number) => readonly RecordedStatement[],
): Promise<Level> {
  const connections = await Promise.all(
    Array.from({ length: clients }, async () => {
      const connection = new Client({ connectionString: url });
      await connection.connect();
      return connection;
    }),
  );
  let next = 0;
  try {
    return await closedLoop(clients, count, async (client) => {
      const connection = connections[client]!;
      for (const { name, text, values } of tell(next++, client)) {
        await (name === null ? connection.query(text) : connection.query({ name, text, values: [...values] }));
      }
    });
  } finally {
    await Promise.all(connections.map((connection) => connection.end()));
  }
}
