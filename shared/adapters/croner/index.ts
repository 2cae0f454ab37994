export { createCronCalendar } from './cron-calendar.ts';
