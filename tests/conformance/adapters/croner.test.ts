import { createCronCalendar } from '#shared/adapters/croner/index.ts';
import { cronCalendarContract } from '../ports/cron-calendar.contract.ts';

cronCalendarContract('croner', createCronCalendar);
