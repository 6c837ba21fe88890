import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Answers } from './child.ts';

/** Tells the parent that this process is ready, answers its questions, and runs `stop` when it asks. */
export const serveParent = (
  hello: { url: string } & Record<string, unknown>,
  stop: () => Promise<void>,
  { sessionCheck = async () => Number.NaN }: { sessionCheck?: () => Promise<number> } = {},
): void => {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const ms = (nanoseconds: number) => nanoseconds / 1e6;
  const total = ({ user, system }: NodeJS.CpuUsage) => user + system;
  const answers: { [Q in keyof Answers]: () => Answers[Q] | Promise<Answers[Q]> } = {
    cpu: () => total(process.cpuUsage()),
    loopCpu: () => total(process.threadCpuUsage()),
    memory: () => process.memoryUsage.rss(),
    sessionCheck,
    lag: () => {
      delay.enable();
      const lag = {
        p50: ms(delay.percentile(50)),
        p99: ms(delay.percentile(99)),
        p999: ms(delay.percentile(99.9)),
        max: ms(delay.max),
      };
      delay.reset();
      return lag;
    },
  };
  process.on('message', async ({ id, question }: { id: number; question: keyof Answers | 'stop' }) => {
    if (question !== 'stop') {
      process.send?.({ id, answer: await answers[question]() });
      return;
    }
    await stop();
    process.disconnect();
  });
  // Where the bench itself is gone, nothing stays behind.
  process.once('disconnect', () => process.exit());
  process.send?.({ hello });
};
