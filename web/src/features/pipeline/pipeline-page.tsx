import { m } from '../../paraglide/messages.js';
import { Page, PageHeader } from '../../ui/page.tsx';

export const PipelinePage = () => (
  <Page fill>
    <PageHeader title={m.pipeline_title()} />
  </Page>
);
