import type { ActivityKind, CustomField, Role, Stage } from '@iperform/contract';
import type { Burst, Hours, Rhythm } from './calendar.ts';
import type { Region } from './names.ts';

// What a demo company is made of, as data: vidya.ts and surya.ts fill it in.

export interface StaffMember {
  name: string;
  /** The part of the address before the @, where the name is not written in Latin letters. */
  address?: string;
  role: Role;
  /** Name of whom they report to. */
  manager?: string;
  /** For a warrior: names of the salespeople they work for. */
  worksFor?: string[];
  /** For a partner user: name of the partner company. */
  partner?: string;
  /** For a salesperson: 1 is average; more wins more and answers faster. */
  skill?: number;
  /** For a salesperson who joined during the half-year: when, 0 to 1. */
  joins?: number;
}

export interface Source {
  name: string;
  weight: number;
  /** How good its leads are: 1 is average. */
  quality: number;
  campaigns: string[];
  /** `machine`: created through the API and given to somebody by rule · `person`: typed in by its owner · `partner`: by a manager. */
  entry: 'machine' | 'person' | 'partner';
  /** Prefix of the ids of the system it comes from. */
  externalPrefix?: string;
}

export interface Product {
  name: string;
  weight: number;
  /** Price range in rupees. */
  from: number;
  to: number;
}

export interface Place {
  city: string;
  state: string;
  region: Region;
  weight: number;
  country?: string;
}

export interface Line {
  kind: ActivityKind;
  text: string;
}

/** How leads live in an open stage. */
export interface Step {
  /** Days between two touches. */
  gap: [from: number, to: number];
  /** Touches before it is decided. */
  touches: [from: number, to: number];
  /** Chance that an average lead then goes on. */
  advance: number;
  /** Chance that one that does not go on is lost there and then. */
  lose: number;
  /** Where a lead goes on to. */
  next: { stage: string; weight: number }[];
  /** What is written when it stays, and when it goes on. {first}, {product}, {city}, {value}, {org} are filled in. */
  stays: Line[];
  goesOn: Line[];
}

export interface LostReason {
  name: string;
  weight: number;
  /** Chance that such a lead is opened again. */
  reopens: number;
}

/** What is found out about a lead when it is qualified: values of custom fields. */
export type CustomGuess = Record<string, string | number | boolean | null>;

export interface Chances {
  pick: <T>(list: readonly T[]) => T;
  chance: (probability: number) => boolean;
  whole: (from: number, to: number) => number;
}

/** One demo company. */
export interface Trade {
  slug: string;
  name: string;
  leads: number;
  /** Whether leads are organisations. */
  business: boolean;
  staff: StaffMember[];
  partners: string[];
  stages: Omit<Stage, 'id' | 'position'>[];
  lostReasons: LostReason[];
  fields: CustomField[];
  sources: Source[];
  products: Product[];
  places: Place[];
  tags: string[];
  hours: Hours;
  rhythm: Rhythm;
  burst: Burst;
  steps: Record<string, Step>;
  /** Written when nobody answers. */
  silence: Line[];
  /** Written by customer success after a win. */
  welcome: Line[];
  /** Written by the partner that brought the lead. */
  partnerWord: Line[];
  reopened: string[];
  /** First number of the block of phone numbers. */
  phoneBlock: number;
  /** Values of custom fields for a lead: `valueMinor` in paise, `day` the calendar day it is asked on. */
  guess: (chances: Chances, lead: { valueMinor: number; state: string; day: string }) => CustomGuess;
}
