import { PGlite } from '@electric-sql/pglite';

/**
 * Entry point of a short-lived child process: makes an empty database in the directory named by the first message.
 * Small buffers: the queue is a few thousand tiny rows, and the default of 128 MB stays resident in the gateway.
 */
process.once('message', async (directory: string) => {
  const postgresqlconf = ['shared_buffers = 8MB', 'max_wal_size = 64MB', 'min_wal_size = 32MB'];
  const db = await PGlite.create(directory, { postgresqlconf });
  await db.close();
  process.disconnect();
});
