/** What we use of autocannon, which brings no types. */
declare module 'autocannon' {
  interface LoadRequest {
    method?: string;
    path: string;
    headers?: Record<string, string>;
    body?: string;
  }
  interface Client {
    setRequests: (requests: LoadRequest[]) => void;
  }
  interface Options {
    url: string;
    connections: number;
    duration: number;
    timeout: number;
    setupClient: (client: Client) => void;
  }
  interface Result {
    requests: { total: number };
    errors: number;
    timeouts: number;
    non2xx: number;
    /** Seconds. */
    duration: number;
  }
  interface Run extends Promise<Result> {
    on: (
      event: 'response',
      listener: (client: unknown, status: number, bytes: number, ms: number) => void,
    ) => Run;
  }
  export default function autocannon(options: Options): Run;
}
