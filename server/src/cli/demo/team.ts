import type { UserRow } from '../../features/people/store.ts';
import { type Calendar, day } from './calendar.ts';
import type { StaffMember, Trade } from './catalogue.ts';
import type { Dice } from './dice.ts';
import { plain } from './names.ts';

// The people of a demo company: their accounts, and who works for and with whom.

export interface Member extends StaffMember {
  id: string;
  email: string;
  managerId: string | null;
  partnerId: string | null;
  joinedAt: number;
}

export interface Salesperson extends Member {
  skill: number;
  /** Ids of the warriors who work for them. */
  warriors: string[];
}

export interface Team {
  members: Member[];
  salespeople: Salesperson[];
  partners: { id: string; name: string }[];
  /** The one person of a role who stands for it: administrator, integration, customer success. */
  first: (role: StaffMember['role']) => Member;
  byRole: (role: StaffMember['role']) => Member[];
  /** The manager a person reports to. */
  managerOf: (member: Member) => Member;
}

/** Builds the people of a company; managers stand before those who report to them. */
export const buildTeam = (trade: Trade, calendar: Calendar, dice: Dice): Team => {
  const founded = calendar.start - 30 * day;
  const partners = trade.partners.map((name, i) => ({ id: dice.id(founded + i), name }));
  const ids = new Map(trade.staff.map((person, i) => [person.name, dice.id(founded + 1000 + i)]));
  const idOf = (name: string): string => {
    const id = ids.get(name);
    if (id === undefined) throw new Error(`nobody at ${trade.slug} is called ${name}`);
    return id;
  };
  const members = trade.staff.map((person): Member => {
    const joined =
      person.joins === undefined
        ? founded
        : calendar.start + Math.round(person.joins * calendar.past.length) * day;
    return {
      ...person,
      id: idOf(person.name),
      email: `${person.address ?? plain(person.name).replaceAll(' ', '.')}@${trade.slug}.example`,
      managerId: person.manager === undefined ? null : idOf(person.manager),
      partnerId: partners.find((partner) => partner.name === person.partner)?.id ?? null,
      joinedAt: joined,
    };
  });
  const byRole: Team['byRole'] = (role) => members.filter((member) => member.role === role);
  const known = (member: Member | undefined): Member => {
    if (member === undefined) throw new Error(`somebody is missing at ${trade.slug}`);
    return member;
  };
  return {
    members,
    partners,
    byRole,
    first: (role) => known(byRole(role)[0]),
    managerOf: (member) => known(members.find((other) => other.id === member.managerId)),
    salespeople: byRole('SALESPERSON').map((member) => ({
      ...member,
      skill: member.skill ?? 1,
      warriors: byRole('WARRIOR')
        .filter((warrior) => warrior.worksFor?.includes(member.name))
        .map((warrior) => warrior.id),
    })),
  };
};

/** The account of a member, without its password. */
export const accountOf = (member: Member, passwordHash: string): UserRow => ({
  id: member.id,
  email: member.email,
  name: member.name,
  role: member.role,
  passwordHash,
  managerId: member.managerId,
  partnerId: member.partnerId,
  at: member.joinedAt,
});

/** Ids of the salespeople a warrior works for. */
export const employersOf = (team: Team, member: Member): string[] =>
  team.salespeople.filter((person) => member.worksFor?.includes(person.name)).map((person) => person.id);
