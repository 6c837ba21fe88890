/**
 * Loaded into every test process. A test that leaves a server, a timer or a worker behind would keep its process alive
 * for ever; here it fails instead, and says what is still open.
 */
import { after } from 'node:test';

const GRACE_MS = 10_000;

after(() => {
  const giveUp = (): void => {
    process.stderr.write(
      `The tests have ended, but after ${GRACE_MS / 1000} s the process still holds: ${process.getActiveResourcesInfo().join(', ')}.\n`,
    );
    process.exit(1);
  };
  setTimeout(giveUp, GRACE_MS).unref();
});
