import { m } from '../../paraglide/messages.js';
import { Skeleton } from '../../ui/states.tsx';

const widths = [130, 170, 80, 70, 120, 90, 70];

/** The shape of the list while its first page is on the way. */
export const ListSkeleton = ({ phone }: { phone: boolean }) => (
  <div className="panel flex-1 overflow-hidden" aria-busy="true">
    <span className="visually-hidden" role="status">
      {m.loading()}
    </span>
    {Array.from({ length: 14 }, (_, row) => (
      <div key={row} className="flex h-[38px] items-center gap-10 border-b border-line px-4">
        {(phone ? widths.slice(0, 2) : widths).map((width, i) => (
          <Skeleton key={width} width={width - ((row * 13 + i * 7) % 30)} />
        ))}
      </div>
    ))}
  </div>
);
