export { useMoveLead } from './use-move-lead.tsx';
