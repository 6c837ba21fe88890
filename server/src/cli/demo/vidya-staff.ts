import type { StaffMember } from './catalogue.ts';

// The people of the education company. Everybody stands after whom they report to.

export const partners: string[] = ['Sopan College Network (demo)', 'Margdarshak Counsellors (demo)'];

export const staff: StaffMember[] = [
  { name: 'Ananya Iyer', role: 'ADMIN' },
  { name: 'Rajesh Khanna Rao', role: 'MANAGER', address: 'rajesh.rao', manager: 'Ananya Iyer' },
  { name: 'Meenakshi Sundaram', role: 'MANAGER', manager: 'Rajesh Khanna Rao' },
  { name: 'Priya Nair', role: 'SALESPERSON', manager: 'Rajesh Khanna Rao', skill: 1.35 },
  { name: 'Arjun Malhotra', role: 'SALESPERSON', manager: 'Rajesh Khanna Rao', skill: 1.05 },
  { name: 'Zoya Siddiqui', role: 'SALESPERSON', manager: 'Rajesh Khanna Rao', skill: 0.85 },
  { name: 'Karan Deshpande', role: 'SALESPERSON', manager: 'Meenakshi Sundaram', skill: 1.15 },
  { name: 'Sneha Reddy', role: 'SALESPERSON', manager: 'Meenakshi Sundaram', skill: 1 },
  { name: 'Joseph Kurian', role: 'SALESPERSON', manager: 'Meenakshi Sundaram', skill: 0.7 },
  { name: 'Harpreet Gill', role: 'SALESPERSON', manager: 'Meenakshi Sundaram', skill: 0.95 },
  { name: 'Tanvi Kulkarni', role: 'SALESPERSON', manager: 'Meenakshi Sundaram', skill: 1.1, joins: 0.55 },
  {
    name: 'सुनीता देवी',
    address: 'sunita.devi',
    role: 'WARRIOR',
    manager: 'Rajesh Khanna Rao',
    worksFor: ['Priya Nair', 'Arjun Malhotra'],
  },
  {
    name: 'Ravi Kumar',
    role: 'WARRIOR',
    manager: 'Rajesh Khanna Rao',
    worksFor: ['Arjun Malhotra', 'Zoya Siddiqui'],
  },
  {
    name: 'Farhan Shaikh',
    role: 'WARRIOR',
    manager: 'Rajesh Khanna Rao',
    worksFor: ['Priya Nair', 'Zoya Siddiqui', 'Karan Deshpande'],
  },
  {
    name: 'Lakshmi Narayanan',
    role: 'WARRIOR',
    manager: 'Meenakshi Sundaram',
    worksFor: ['Karan Deshpande', 'Sneha Reddy'],
  },
  {
    name: 'Debjit Ghosh',
    role: 'WARRIOR',
    manager: 'Meenakshi Sundaram',
    worksFor: ['Joseph Kurian', 'Harpreet Gill'],
  },
  {
    name: 'Pooja Thakur',
    role: 'WARRIOR',
    manager: 'Meenakshi Sundaram',
    worksFor: ['Harpreet Gill', 'Tanvi Kulkarni', 'Sneha Reddy'],
  },
  { name: 'Ishaan Bhat', role: 'COSALES', manager: 'Rajesh Khanna Rao' },
  { name: 'Ritika Sen', role: 'COSALES', manager: 'Meenakshi Sundaram' },
  { name: 'Fatima Lokhandwala', role: 'CUSTOMER_SUCCESS', manager: 'Ananya Iyer' },
  { name: 'Website and ads', address: 'integration', role: 'INTEGRATION' },
  { name: 'Omkar Joshi', role: 'DEV' },
  { name: 'Guest of Vidya', address: 'guest', role: 'GUEST' },
  {
    name: 'Sister Agnes Pereira',
    address: 'agnes',
    role: 'PARTNER',
    partner: 'Sopan College Network (demo)',
  },
  { name: 'Mahesh Bora', address: 'mahesh', role: 'PARTNER', partner: 'Margdarshak Counsellors (demo)' },
];
