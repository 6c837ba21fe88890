import { m } from '../../paraglide/messages.js';
import { Page, PageHeader } from '../../ui/page.tsx';

export const LeadsPage = () => (
  <Page fill>
    <PageHeader title={m.leads_title()} />
  </Page>
);
