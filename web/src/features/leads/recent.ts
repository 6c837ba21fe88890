interface Recent {
  id: string;
  name: string;
  detail: string;
}

const KEPT = 8;
// In sessionStorage, because names of customers must not outlive the window on a shared computer.
const keyFor = (companyId: string): string => `iperform.recent.${companyId}`;

/** Leads opened last in this window, newest first. */
export const recentLeads = (companyId: string): Recent[] =>
  JSON.parse(sessionStorage.getItem(keyFor(companyId)) ?? '[]');

/** To be called by a page that shows one lead. */
export const rememberLead = (companyId: string, { id, name, detail }: Recent): void => {
  const others = recentLeads(companyId).filter((other) => other.id !== id);
  sessionStorage.setItem(keyFor(companyId), JSON.stringify([{ id, name, detail }, ...others].slice(0, KEPT)));
};
