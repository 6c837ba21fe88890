import type { LiveTopic } from '@iperform/contract';

/** What passes between processes; `topic` is '' for a ring. */
export interface Chime {
  companyId: string;
  topic: LiveTopic | '';
}

/** A way to other processes. */
export interface Between {
  send: (chime: Chime) => void;
  close: () => Promise<void>;
}
