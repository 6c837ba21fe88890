import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** What a process tells a monitoring system: its own health and how its requests go. */
export const openMetrics = () => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'iperform_' });
  const requests = new Histogram({
    name: 'iperform_http_request_seconds',
    help: 'Time to answer, by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  });
  // Labels are sorted and hashed at every observation: once a route and status is enough.
  const bound = new Map<string, ReturnType<typeof requests.labels>>();
  return {
    observe: (method: string, route: string, status: number, seconds: number) => {
      const key = `${method} ${status} ${route}`;
      let histogram = bound.get(key);
      if (histogram === undefined) {
        histogram = requests.labels({ method, route, status: String(status) });
        bound.set(key, histogram);
      }
      histogram.observe(seconds);
    },
    text: () => registry.metrics(),
    type: registry.contentType,
  };
};
