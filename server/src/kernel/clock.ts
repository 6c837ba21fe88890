/** UTC epoch milliseconds. A value of its own so that tests and the demo can stand elsewhere in time. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();
