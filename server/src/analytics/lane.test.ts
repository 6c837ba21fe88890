import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openLane } from './lane.ts';

const gate = () => Promise.withResolvers<void>();

describe('a lane', () => {
  it('opens workers as they are needed, reuses them, and keeps the order of those who wait', async () => {
    let opened = 0;
    const lane = openLane(2, 10, async () => {
      opened += 1;
      return opened;
    });
    await lane.run(async () => 0);
    await lane.run(async () => 0);
    assert.equal(opened, 1, 'the free one is used again');
    const hold = gate();
    const order: string[] = [];
    const all = ['a', 'b', 'c', 'd'].map((name) =>
      lane.run(async () => {
        order.push(name);
        await hold.promise;
      }),
    );
    await new Promise(setImmediate);
    assert.deepEqual([opened, order], [2, ['a', 'b']]);
    hold.resolve();
    await Promise.all(all);
    assert.deepEqual([opened, order], [2, ['a', 'b', 'c', 'd']]);
  });

  it('refuses what does not fit into its queue, and goes on afterwards', async () => {
    const lane = openLane(1, 1, async () => 0);
    const hold = gate();
    const running = lane.run(() => hold.promise);
    const waiting = lane.run(async () => 'waited');
    await assert.rejects(
      lane.run(async () => 0),
      { code: 'BUSY' },
    );
    hold.resolve();
    await running;
    assert.equal(await waiting, 'waited');
    assert.equal(await lane.run(async () => 'again'), 'again');
  });

  it('gives a worker back when its work fails, and tries again to open one that could not be opened', async () => {
    let broken = true;
    const lane = openLane(1, 5, async () => {
      await new Promise(setImmediate);
      if (broken) throw new Error('not there');
      return 'there';
    });
    const both = await Promise.allSettled([lane.run(async (w) => w), lane.run(async (w) => w)]);
    assert.deepEqual(
      both.map((one) => one.status),
      ['rejected', 'rejected'],
      'who waited for it hears of it too',
    );
    broken = false;
    await assert.rejects(
      lane.run(async () => {
        throw new Error('work failed');
      }),
      /work failed/,
    );
    assert.equal(await lane.run(async (w) => w), 'there');
  });

  it('closes workers only when they have ended, and then takes nothing more', async () => {
    const lane = openLane(2, 5, async () => ({ closed: false }));
    const hold = gate();
    const running = lane.run(async (worker) => {
      await hold.promise;
      return worker.closed;
    });
    let closed = false;
    const closing = lane
      .close(async (worker) => {
        worker.closed = true;
      })
      .then(() => {
        closed = true;
      });
    await new Promise(setImmediate);
    assert.equal(closed, false);
    hold.resolve();
    assert.equal(await running, false, 'it was open while it worked');
    await closing;
    await assert.rejects(
      lane.run(async () => 0),
      { code: 'ANALYTICS_UNAVAILABLE' },
    );
  });
});
