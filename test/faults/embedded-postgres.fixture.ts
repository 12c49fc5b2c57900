import { startEmbeddedPostgres } from '../../src/platform/database/embedded-postgres';

/** A service reduced to its database. It says where that is, and lives until it is killed; `fall` makes it throw a second later. */
async function main(): Promise<void> {
  const [directory = '', fate] = process.argv.slice(2);
  const server = await startEmbeddedPostgres({
    directory,
    mode: 'throwaway',
    onUnexpectedExit: (why) => {
      console.error(`lost: ${why}`);
      process.exit(70);
    },
  });
  console.log(JSON.stringify({ adopted: server.adopted, pid: server.pid, url: server.url('postgres') }));
  setInterval(() => {
    if (fate === 'fall') throw new Error('fallen');
  }, 500);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
