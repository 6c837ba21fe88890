/** What a new lead starts with. */
export interface NewLeadPreset {
  stageId?: string;
}
