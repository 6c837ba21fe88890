import { activityKinds } from '../../contract.ts';

/** What the timeline can be narrowed to: a sort of event, or one kind of activity. */
export const storyKinds = ['activity', 'moved', 'changed', ...activityKinds] as const;
export type StoryKind = (typeof storyKinds)[number];

/** Reads the address of a lead's page. */
export const parseRecordSearch = (raw: Record<string, unknown>): { kind?: StoryKind | undefined } => ({
  kind: storyKinds.find((kind) => kind === raw.kind),
});
