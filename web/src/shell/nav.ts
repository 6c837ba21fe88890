import type { Permission } from '@iperform/contract';
import { ChartNoAxesColumn, FileUp, type LucideIcon, SquareKanban, SquareUser } from 'lucide-react';
import { m } from '../paraglide/messages.js';

interface NavItem {
  to: '/leads' | '/pipeline' | '/dashboard' | '/imports';
  label: () => string;
  icon: LucideIcon;
  permission: Permission;
}

/** The rail at the left and the tabs at the bottom of a phone, in order. */
export const nav: NavItem[] = [
  { to: '/leads', label: m.leads_title, icon: SquareUser, permission: 'lead:read' },
  { to: '/pipeline', label: m.pipeline_title, icon: SquareKanban, permission: 'lead:read' },
  { to: '/dashboard', label: m.dash_title, icon: ChartNoAxesColumn, permission: 'report:read' },
  { to: '/imports', label: m.imp_title, icon: FileUp, permission: 'import:run' },
];
