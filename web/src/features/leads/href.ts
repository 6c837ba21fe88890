/** Address of a lead's page. */
export const leadHref = (id: string): string => `/leads/${id}`;
