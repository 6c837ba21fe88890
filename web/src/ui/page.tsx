import type { ReactNode } from 'react';

/** The frame of a page. `fill`: the page scrolls inside itself (a list, a board) and takes the whole height. */
export const Page = ({ fill, children }: { fill?: boolean; children: ReactNode }) => (
  <div className={`page ${fill ? 'page-fill' : ''}`}>{children}</div>
);

/** The one h1 of a page, which gets the focus on navigation; `aside` sits at the right. */
export const PageHeader = ({
  title,
  aside,
  above,
}: {
  title: ReactNode;
  aside?: ReactNode;
  above?: ReactNode;
}) => (
  <header className="page-head">
    <div className="min-w-0">
      {above}
      <h1 tabIndex={-1} className="page-title display">
        {title}
      </h1>
    </div>
    {aside && <div className="flex items-center gap-3">{aside}</div>}
  </header>
);

export interface Kpi {
  key: string;
  label: ReactNode;
  figure: ReactNode;
  note?: ReactNode;
}

/** Big figures between ruled lines. Pass links as `figure` where a number opens its rows. */
export const KpiStrip = ({ label, kpis }: { label: string; kpis: Kpi[] }) => (
  <section className="kpis" aria-label={label}>
    {kpis.map((kpi) => (
      <div key={kpi.key} className="kpi">
        <span className="text-[13px] text-muted">{kpi.label}</span>
        <span className="kpi-figure display">{kpi.figure}</span>
        {kpi.note && <span className="text-[13px] text-muted">{kpi.note}</span>}
      </div>
    ))}
  </section>
);
