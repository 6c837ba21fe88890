/** How far work has come; without a share, that it goes on. `text` says it in words. */
export const ProgressBar = ({
  label,
  share,
  text,
}: {
  label: string;
  share: number | null;
  text: string;
}) => (
  <div>
    <div
      role="progressbar"
      className={`imp-progress ${share === null ? 'imp-progress-unknown' : ''}`}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={share === null ? undefined : Math.round(share * 100)}
      aria-valuetext={text}
    >
      <span style={{ width: share === null ? '30%' : `${share * 100}%` }} />
    </div>
    <p className="mt-1.5 text-[13.5px] text-muted">{text}</p>
  </div>
);
