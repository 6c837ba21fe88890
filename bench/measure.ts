import { loadavg } from 'node:os';
import autocannon, { type LoadRequest } from 'autocannon';

// The method: variants take turns (A B A B …), each round of each is 1 s of warm-up and 5 s measured at 64 connections,
// and a variant is compared with the reference of the same round. The medians over rounds are the score.

export const connections = 64;
const warmSeconds = 1;

/** Something under load. */
export interface Variant {
  name: string;
  url: string;
  /** Asked in turn; connections start at different places of the list. */
  requests: LoadRequest[];
  /** CPU used so far by everything that answers, in µs. */
  cpu: () => Promise<number>;
}

export interface Sample {
  /** Per request, in µs. */
  cpu: number;
  /** Requests a second. */
  rate: number;
  /** In ms. */
  p50: number;
  p99: number;
}

export interface Outcome {
  name: string;
  /** One a round. */
  samples: Sample[];
  /** Medians over the rounds. */
  median: Sample;
  /** Medians of the ratios to the reference of the same round. */
  ratio: Sample;
  /** Smallest and largest ratio of CPU. */
  spread: [number, number];
}

export const median = (values: number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low, high] = [sorted[middle - 1] ?? 0, sorted[middle] ?? 0];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
};

export const percentile = (values: Float64Array | number[], p: number): number => {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor((p / 100) * sorted.length))] ?? 0;
};

/** Requests that one connection goes through: a stretch of the list of its own. */
const stretch = 100;

/** Puts a variant under load for some seconds. @throws Error where it answers anything but success */
export const underLoad = async (variant: Variant, seconds: number, most = connections): Promise<Sample> => {
  const times: number[] = [];
  let client = 0;
  const before = await variant.cpu();
  const started = performance.now();
  const run = autocannon({
    url: variant.url,
    connections: most,
    duration: seconds,
    timeout: 60,
    setupClient: (made) => {
      const from = (client * stretch) % variant.requests.length;
      const all = [...variant.requests.slice(from), ...variant.requests.slice(0, from)];
      made.setRequests(all.slice(0, stretch));
      client += 1;
    },
  });
  run.on('response', (_client, _status, _bytes, ms) => void times.push(ms));
  const result = await run;
  const elapsed = (performance.now() - started) / 1000;
  const cpu = (await variant.cpu()) - before;
  if (result.non2xx > 0 || result.errors > 0 || result.timeouts > 0) {
    throw new Error(
      `${variant.name}: ${result.non2xx} refused, ${result.errors} errors, ${result.timeouts} late`,
    );
  }
  return {
    cpu: cpu / times.length,
    rate: times.length / elapsed,
    p50: percentile(times, 50),
    p99: percentile(times, 99),
  };
};

const fields = ['cpu', 'rate', 'p50', 'p99'] as const;
const each = (of: (field: (typeof fields)[number]) => number): Sample => ({
  cpu: of('cpu'),
  rate: of('rate'),
  p50: of('p50'),
  p99: of('p99'),
});

const ratios = (own: Sample[], reference: Sample[], field: keyof Sample): number[] =>
  own.map((sample, round) => sample[field] / (reference[round]?.[field] ?? Number.NaN));

/** Measures variants in turn. The first is the reference of the others. */
export const compare = async (
  variants: Variant[],
  { rounds = 3, seconds = 5, load = connections }: { rounds?: number; seconds?: number; load?: number } = {},
): Promise<Outcome[]> => {
  const samples = variants.map((): Sample[] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [i, variant] of variants.entries()) {
      await underLoad(variant, warmSeconds, load);
      samples[i]?.push(await underLoad(variant, seconds, load));
    }
  }
  const [reference = []] = samples;
  return variants.map(({ name }, i) => {
    const own = samples[i] ?? [];
    const cpu = ratios(own, reference, 'cpu');
    return {
      name,
      samples: own,
      median: each((f) => median(own.map((sample) => sample[f]))),
      ratio: each((f) => median(ratios(own, reference, f))),
      spread: [Math.min(...cpu), Math.max(...cpu)],
    };
  });
};

/** An outcome against another of the same comparison: the median of the ratios within a round. */
export const against = (one: Outcome, other: Outcome, field: keyof Sample): number =>
  median(ratios(one.samples, other.samples, field));

/** Load average of the last minute. */
export const load = (): number => loadavg()[0] ?? 0;
