import { draggable } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import type { Lead } from '@iperform/contract';
import { ArrowRightLeft, Hourglass } from 'lucide-react';
import { type KeyboardEvent, memo, useEffect, useRef, useState } from 'react';
import { m } from '../../paraglide/messages.js';
import { PlainLink } from '../../plain-link.tsx';
import type { Formatter } from '../../session.tsx';
import type { PaintedStage } from '../../stages.ts';
import { MenuItem } from '../../ui/menu.ts';
import { MenuButton } from '../../ui/popup-button.tsx';
import { DueBadge, StageTag } from '../../ui/tags.tsx';
import { leadHref } from '../leads/index.ts';

interface BoardCardProps {
  lead: Lead;
  stage: PaintedStage;
  stages: PaintedStage[];
  format: Formatter;
  mayMove: boolean;
  /** On its way to the server. */
  moving: boolean;
  onMove: (lead: Lead, to: PaintedStage) => void;
}

/** A lead on the board: who, how much, what next, how long here. Drag it, press Alt and an arrow, or use its menu. */
export const BoardCard = memo(({ lead, stage, stages, format, mayMove, moving, onMove }: BoardCardProps) => {
  const card = useRef<HTMLLIElement>(null);
  const [dragged, setDragged] = useState(false);
  useEffect(() => {
    const element = card.current;
    if (!element || !mayMove) return;
    return draggable({
      element,
      getInitialData: () => ({ lead }),
      onDragStart: () => setDragged(true),
      onDrop: () => setDragged(false),
    });
  }, [lead, mayMove]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (!event.altKey || !mayMove || (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft')) return;
    event.preventDefault();
    const to = stages[stages.indexOf(stage) + (event.key === 'ArrowRight' ? 1 : -1)];
    if (to && !moving) onMove(lead, to);
  };
  const days = format.daysSince(lead.stageSince);
  const stuck = stage.limitDays !== null && days > stage.limitDays;
  const title = lead.organisation || lead.name;
  const second = [lead.organisation ? lead.name : '', lead.city].filter(Boolean).join(' · ');
  return (
    <li
      ref={card}
      className={`board-card ${dragged ? 'dragged' : ''} ${moving ? 'moving' : ''}`}
      data-card={lead.id}
      onKeyDown={onKeyDown}
    >
      <div className="flex items-start gap-1">
        <PlainLink
          href={leadHref(lead.id)}
          className="board-title"
          draggable={false}
          aria-keyshortcuts={mayMove ? 'Alt+ArrowRight Alt+ArrowLeft' : undefined}
        >
          {title}
        </PlainLink>
        {mayMove && (
          <MenuButton
            label={m.move_menu({ name: lead.name })}
            popupLabel={m.move_menu({ name: lead.name })}
            className="btn btn-quiet btn-small btn-icon board-menu"
            button={<ArrowRightLeft size={14} aria-hidden="true" />}
          >
            {() =>
              stages
                .filter(({ id }) => id !== stage.id)
                .map((to) => (
                  <MenuItem key={to.id} onSelect={() => onMove(lead, to)}>
                    <StageTag stage={to} />
                  </MenuItem>
                ))
            }
          </MenuButton>
        )}
      </div>
      {second && <div className="truncate text-[12.5px] text-muted">{second}</div>}
      <div className="mt-1 flex items-center justify-between gap-2 text-[13px]">
        <b className="font-semibold">
          {lead.valueMinor > 0 && format.compactMoney(lead.valueMinor, lead.currency)}
        </b>
        {stage.kind === 'open' && (
          <DueBadge state={format.due(lead.nextFollowupAt)}>{format.dueText(lead.nextFollowupAt)}</DueBadge>
        )}
      </div>
      <div className="mt-0.5 flex items-center justify-between gap-2 text-[12.5px] text-muted">
        <span className="truncate">{lead.owner?.name}</span>
        {stage.kind === 'open' && (
          <span className={`flex flex-none items-center gap-1 ${stuck ? 'font-semibold text-danger' : ''}`}>
            {stuck && <Hourglass size={12} aria-hidden="true" />}
            {stuck ? m.stuck_for({ days }) : m.days_here({ days })}
          </span>
        )}
      </div>
    </li>
  );
});
