import type { Role } from '@iperform/contract';

/** Where a change came from; kept with every log row. */
export type Via = 'ui' | 'api' | 'import' | 'cli' | 'demo' | 'system';

/** Who acts: a signed-in user of one company. Everything that reads or writes leads is given one. */
export interface Actor {
  companyId: string;
  userId: string;
  role: Role;
  /** Partner company the user belongs to, for role PARTNER. */
  partnerId: string | null;
  via: Via;
}

/** A company as every part of the system needs it: its clock, its money, its name. */
export interface Company {
  id: string;
  slug: string;
  name: string;
  /** IANA name. Days, weeks and months of the company follow it. */
  timeZone: string;
  /** ISO 4217. */
  currency: string;
  /** 1 to 12: the month the financial year starts in. */
  financialYearStart: number;
  active: boolean;
}
