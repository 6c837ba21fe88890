import { m } from '../../paraglide/messages.js';
import { useFormat } from '../../session.tsx';
import { useStages } from '../../stages.ts';
import { StrataBar } from '../../ui/strata-bar.tsx';
import { chosenStages, type LeadSearch, withStages } from './search.ts';
import { useLeadSummary } from './use-lead-list.ts';

/** The stages of what the list means, as a filter: each segment adds or removes its stage. */
export const LeadStrata = ({
  search,
  onChange,
}: {
  search: LeadSearch;
  onChange: (filter: LeadSearch['filter']) => void;
}) => {
  const { stages } = useStages();
  const format = useFormat();
  const chosen = chosenStages(search.filter);
  // Without the choice of stages itself, so that the other segments keep their figures.
  const { data } = useLeadSummary({ ...search, filter: withStages(search.filter, []) });
  const sums = new Map(data?.stages.map((sum) => [sum.stageId, sum]));
  // A view of open leads has nothing to say about won and lost.
  const openOnly = search.view !== undefined;
  const shown = stages.filter(({ id, kind }) => kind === 'open' || !openOnly || chosen.includes(id));
  if (shown.length === 0) return <div className="h-[58px]" />;
  return (
    <StrataBar
      label={m.strata_label()}
      loading={!data}
      strata={shown.map((stage) => {
        const sum = sums.get(stage.id);
        return {
          ...stage,
          size: sum?.valueMinor ?? 0,
          figure: format.compactMoney(sum?.valueMinor ?? 0),
          count: format.number(sum?.count ?? 0),
          active: chosen.includes(stage.id),
        };
      })}
      onPick={(id) =>
        onChange(
          withStages(
            search.filter,
            chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id],
          ),
        )
      }
    />
  );
};
