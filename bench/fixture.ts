/** What a generated folder holds; kept beside it as `fixture.json`. */
export interface Fixture {
  leads: number;
  companyId: string;
  slug: string;
  database: string;
  /** User ids. `manager` has a quarter of the company's salespeople below, `sales` is one of those. */
  people: { admin: string; manager: string; sales: string; partner: string };
  stages: string[];
  /** Ids of leads spread over the whole table that every one of `people` but the partner may read. */
  sample: string[];
}
