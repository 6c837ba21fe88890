import type { CustomField, Stage } from '@iperform/contract';

/** What one row says about a lead. A field that is absent is one the row says nothing about. */
export interface RowValues {
  name: string;
  /** Whether `name` was made of something else, for want of one: it never replaces a name. */
  nameMade: boolean;
  organisation?: string;
  emails: string[];
  phones: string[];
  source?: string;
  campaign?: string;
  product?: string;
  city?: string;
  state?: string;
  country?: string;
  valueMinor?: number;
  currency?: string;
  stageId?: string;
  ownerId?: string;
  warriorId?: string;
  partnerId?: string;
  tags: string[];
  custom: Record<string, string | number | boolean>;
  note: string;
  score?: number;
  lostReason?: string;
  wonValueMinor?: number;
  wonOn?: string;
  createdAt?: number;
  nextFollowupAt?: number;
  externalId?: string;
}

export interface Reason {
  /** Header of the column; '' for the row as a whole. */
  column: string;
  message: string;
}

/** What turning cells into values needs to know of the company, the actor and the file. */
export interface Setting {
  headers: string[];
  /** Columns whose dates are written month first. */
  monthFirst: Set<number>;
  /** A workbook's bare numbers may be dates: whether they count from 1904; null for CSV. */
  date1904: boolean | null;
  currency: string;
  timeZone: string;
  now: number;
  stages: Stage[];
  /** Ids by folded name or e-mail; null where two people have it. Only those the actor may give leads to. */
  owners: Map<string, string | null>;
  warriors: Map<string, string | null>;
  partners: Map<string, string | null>;
  custom: CustomField[];
}
